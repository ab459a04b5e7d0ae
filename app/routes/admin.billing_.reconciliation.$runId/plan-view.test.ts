import { expect, test } from 'vitest';
import type { RepairAction } from '../../domain/reconciliation/repair-action.ts';
import type { StepSubject } from '../../services/reconciliation/repair/repair-plan.ts';
import { toPlanView } from './plan-view.server.ts';

const SUBSCRIPTION = '7d0f2c9a-1111-4222-8333-444455556666';
const USAGE_KEY = `usage:${SUBSCRIPTION}:impressions:2026-03-01T00:00:00.000Z`;
const PERIOD = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };
const IMPRESSIONS: StepSubject = {
  type: 'usage',
  metric: 'impressions',
  period: PERIOD,
  books: { ours: 1_300_000n, stripe: 1_000_000n },
};

function invoice(
  fields: readonly [field: string, internal: string | null, stripe: string | null][],
): StepSubject {
  return {
    type: 'object',
    kind: 'invoice',
    stripeId: 'in_1',
    invoiceNumber: 'APEX-0042',
    currency: 'usd',
    fields: fields.map(([field, internal, stripe]) => ({ field, internal, stripe })),
  };
}

function step(action: RepairAction, subject: StepSubject, differenceKey = USAGE_KEY) {
  const planned = {
    differenceKey,
    kind: 'usage',
    customerId: 'c1',
    customerName: 'Pixel Forge',
    fingerprint: '',
  };
  const view = toPlanView(
    {
      runId: 'recon_1',
      planHash: 'hash',
      more: false,
      actions: [{ ...planned, action, subject, state: null }],
    },
    'en-US',
  );
  const [only] = view.steps;
  if (only === undefined) throw new Error('no step');
  return only;
}

const HOURS = [{ hour: '2026-03-04T08:00:00.000Z', quantity: 300_000n, earlierRepairs: 0 }];

test('units to send say on which meter, for which period, and what it counts before and after', () => {
  expect(step({ type: 'send_usage_difference', hours: HOURS }, IMPRESSIONS)).toEqual({
    key: USAGE_KEY,
    customer: 'Pixel Forge',
    customerPath: '/admin/billing/customers/c1',
    about: 'Impressions',
    period: expect.stringMatching(/^Mar 1.+31, 2026$/),
    what: 'Send the missing units to the meter',
    detail: '300,000 impressions for 1 hour',
    changes: [{ what: 'Stripe’s meter', from: '1,000,000', to: '1,300,000' }],
  });
});

test('what nobody changes has no change, but both numbers', () => {
  expect(step({ type: 'alert', reason: 'billed_in_full' }, IMPRESSIONS)).toMatchObject({
    changes: [],
    detail: expect.stringMatching(
      /^Its invoice billed what we count.* Ours 1,300,000, Stripe’s 1,000,000\.$/,
    ),
  });
});

test('what is equal by now is not told as two numbers', () => {
  const subject: StepSubject = {
    ...IMPRESSIONS,
    books: { ours: 1_300_000n, stripe: 1_300_000n },
  } as StepSubject;
  expect(step({ type: 'none', reason: 'gone' }, subject).detail).toBe('The difference is gone.');
});

test('an invoice to take over goes by its number, its fields by their names, amounts in its currency', () => {
  const subject = invoice([
    ['remaining', '9900', '0'],
    ['status', 'open', 'paid'],
  ]);
  expect(step({ type: 'resync_invoice', stripeId: 'in_1' }, subject, 'invoice:in_1')).toMatchObject({
    key: 'invoice:in_1',
    about: 'Invoice APEX-0042',
    detail: '',
    changes: [
      { what: 'Still due', from: '$99.00', to: '$0.00' },
      { what: 'Status', from: 'open', to: 'paid' },
    ],
  });
});

test('a payment is that of its invoice, one that we lack appears here', () => {
  const subject: StepSubject = {
    ...invoice([['exists', 'no', 'yes']]),
    kind: 'payment',
    stripeId: 'ch_1',
  } as StepSubject;
  expect(step({ type: 'resync_payment', stripeId: 'ch_1' }, subject, 'payment:ch_1')).toMatchObject({
    about: 'Payment of invoice APEX-0042',
    changes: [{ what: 'Our copy', from: 'missing', to: 'there' }],
  });
});

test('of a subscription: yes and no, dates in UTC, and its id is in the key alone', () => {
  const subject: StepSubject = {
    type: 'object',
    kind: 'subscription',
    stripeId: 'sub_1',
    invoiceNumber: null,
    currency: 'usd',
    fields: [
      { field: 'cancel_at_period_end', internal: 'false', stripe: 'true' },
      { field: 'period_end', internal: '2026-04-01T00:00:00.000Z', stripe: '2026-05-01T00:00:00.000Z' },
    ],
  };
  expect(
    step({ type: 'resync_subscription', stripeId: 'sub_1' }, subject, 'subscription:sub_1'),
  ).toMatchObject({
    about: 'Subscription',
    changes: [
      { what: 'Ends with the period', from: 'no', to: 'yes' },
      {
        what: 'Period ends',
        from: expect.stringContaining('Apr 1, 2026'),
        to: expect.stringContaining('May 1, 2026'),
      },
    ],
  });
});

test('what is told about an object says what each side has', () => {
  const subject: StepSubject = {
    type: 'object',
    kind: 'customer',
    stripeId: 'cus_1',
    invoiceNumber: null,
    currency: 'usd',
    fields: [{ field: 'email', internal: 'a@pixel.test', stripe: null }],
  };
  expect(step({ type: 'alert', reason: 'ours_in_stripe_differs' }, subject, 'customer:cus_1')).toMatchObject({
    about: 'Customer',
    changes: [],
    detail: 'What the console says differs in Stripe. E-mail: ours a@pixel.test, Stripe’s –.',
  });
});

test('an invoice that has no number here goes by its id in Stripe', () => {
  const subject = { ...invoice([['exists', 'no', 'yes']]), invoiceNumber: null } as StepSubject;
  expect(step({ type: 'resync_invoice', stripeId: 'in_1' }, subject, 'invoice:in_1').about).toBe(
    'Invoice in_1',
  );
});
