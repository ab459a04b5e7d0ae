import { beforeEach, describe, expect, it } from 'vitest';
import { brokenStripe, type StripeCall } from '../../../dev/testing/broken-stripe.ts';
import {
  advance,
  attemptsOf,
  auditOf,
  caseOf,
  chargesOf,
  context,
  DAY_MS,
  debtor,
  dueCase,
  giveCard,
  HOUR_MS,
  LOST,
  paidAfter,
  SOFT,
  startAndDie,
  stripe,
  successOf,
} from '../../../dev/testing/debtors.ts';
import { newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { insertTestCustomer, ownerSql } from '../../../dev/testing/workers.ts';
import { payInvoice } from '../../stripe/pay-invoice.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { takeLease } from '../mirror/lease.ts';
import { climbStep } from './climb-step.ts';
import { finishStep } from './finish-step.ts';
import { runDunning } from './run-dunning.ts';

beforeEach(async () => {
  await ownerSql('DELETE FROM dunning_attempts');
  await ownerSql('DELETE FROM dunning_cases');
  await newDeliveries();
});

describe('the ladder', () => {
  it('tries on day 3 and day 7, once each, and ends past due', async () => {
    const owing = await debtor();
    expect(await caseOf(owing)).toEqual({
      status: 'open',
      attempts_made: 0,
      closed_reason: null,
      next_day: 3,
    });
    expect(await chargesOf(owing)).toBe(1);

    await advance(3 * DAY_MS - HOUR_MS);
    expect(await runDunning(context())).toMatchObject({ due: 0 });

    await advance(HOUR_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, declined: 1, failures: [], alarms: [] });
    expect(await caseOf(owing)).toMatchObject({ status: 'open', attempts_made: 1, next_day: 7 });
    expect(await runDunning(context())).toMatchObject({ due: 0 });
    expect(await chargesOf(owing)).toBe(2);

    await advance(4 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, exhausted: 1 });
    expect(await caseOf(owing)).toEqual({
      status: 'exhausted',
      attempts_made: 2,
      closed_reason: 'past_due',
      next_day: null,
    });
    await advance(DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 0 });
    expect(await chargesOf(owing)).toBe(3);

    const declined = { status: 'declined', decline_code: 'generic_decline' };
    expect(await attemptsOf(owing)).toMatchObject([
      { ...declined, attempt_number: 1, idempotency_key: `dunning_${owing.stripeInvoiceId}_1` },
      { ...declined, attempt_number: 2, idempotency_key: `dunning_${owing.stripeInvoiceId}_2` },
    ]);
    expect(await auditOf(owing)).toEqual([
      'dunning.opened',
      'dunning.attempt_started',
      'dunning.attempt_declined',
      'dunning.attempt_started',
      'dunning.attempt_declined',
    ]);
  });

  it('opens one case, however often the failure is told', async () => {
    const owing = await debtor();
    for (const round of [1, 2]) {
      await stripe.invoices.update(owing.stripeInvoiceId, { metadata: { round: String(round) } });
      await settleWebhooks(context());
    }
    expect(
      await ownerSql('SELECT id FROM dunning_cases WHERE customer_id = $1', [owing.customerId]),
    ).toHaveLength(1);
    expect(await auditOf(owing)).toEqual(['dunning.opened']);
  });

  it('recovers on day 3 when the customer has given a better card', async () => {
    const owing = await debtor();
    await giveCard(owing.stripeCustomerId, 'pm_card_visa');
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, recovered: 1 });
    await settleWebhooks(context());
    expect(await caseOf(owing)).toMatchObject({
      status: 'recovered',
      attempts_made: 1,
      closed_reason: 'paid',
    });
    expect(await attemptsOf(owing)).toMatchObject([{ status: 'succeeded', decline_code: null }]);
    const [invoice] = await ownerSql('SELECT status FROM invoices WHERE customer_id = $1', [
      owing.customerId,
    ]);
    expect(invoice).toEqual({ status: 'paid' });
    await advance(4 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 0 });
    expect(await auditOf(owing)).toEqual([
      'dunning.opened',
      'dunning.attempt_started',
      'dunning.attempt_succeeded',
    ]);
  });
});

describe('a debt that went away', () => {
  it('by a payment we have not heard of yet: nothing is charged', async () => {
    const owing = await debtor();
    await stripe.invoices.pay(owing.stripeInvoiceId, { paid_out_of_band: true });
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, recovered: 1 });
    expect(await chargesOf(owing)).toBe(1);
    expect(await attemptsOf(owing)).toEqual([]);
    expect(await caseOf(owing)).toMatchObject({ status: 'recovered', attempts_made: 0, next_day: null });
  });

  it('by a payment that the webhook told of: the case is closed with it', async () => {
    const owing = await debtor();
    await stripe.invoices.pay(owing.stripeInvoiceId, { paid_out_of_band: true });
    await settleWebhooks(context());
    expect(await caseOf(owing)).toMatchObject({ status: 'recovered', closed_reason: 'paid' });
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 0 });
    expect(await auditOf(owing)).toEqual(['dunning.opened', 'dunning.recovered']);
  });

  it('by a payment after the ladder had ended: the case is recovered all the same', async () => {
    const owing = await debtor();
    await ownerSql("UPDATE dunning_cases SET status = 'exhausted', next_attempt_at = NULL");
    await stripe.invoices.pay(owing.stripeInvoiceId, { paid_out_of_band: true });
    await settleWebhooks(context());
    expect(await caseOf(owing)).toMatchObject({ status: 'recovered' });
  });

  it.each([
    ['void', (id: string) => stripe.invoices.voidInvoice(id)],
    ['uncollectible', (id: string) => stripe.invoices.markUncollectible(id)],
  ])('because the invoice is %s: the ladder stops without a charge', async (reason, giveUp) => {
    const owing = await debtor();
    await giveUp(owing.stripeInvoiceId);
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, stopped: 1 });
    expect(await caseOf(owing)).toMatchObject({ status: 'stopped', closed_reason: reason });
    expect(await chargesOf(owing)).toBe(1);
  });

  it('because the subscription was cancelled: the ladder stops without a charge', async () => {
    const ctx = context();
    await provisionCatalog(ctx);
    const made = await createCustomer(ctx, {
      email: `${crypto.randomUUID()}@publisher.test`,
      name: 'Leaver',
      planId: 'starter',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      paymentMethod: 'pm_card_visa',
    });
    await giveCard(made.stripeCustomerId, SOFT);
    await advance(31 * DAY_MS);
    await settleWebhooks(context());
    const [owed] = await ownerSql(
      "SELECT stripe_invoice_id FROM invoices WHERE customer_id = $1 AND status = 'open'",
      [made.customerId],
    );
    const owing = { ...made, stripeInvoiceId: String(owed?.stripe_invoice_id) };
    expect(await caseOf(owing)).toMatchObject({ status: 'open' });
    const before = await chargesOf(owing);
    await stripe.subscriptions.cancel(made.stripeSubscriptionId);
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, stopped: 1 });
    expect(await caseOf(owing)).toMatchObject({ status: 'stopped', closed_reason: 'subscription_canceled' });
    expect(await chargesOf(owing)).toBe(before);
  });
});

describe('a card that was refused for good', () => {
  it('is not charged again; the steps pass on record', async () => {
    const owing = await debtor(LOST);
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, skipped: 1 });
    expect(await caseOf(owing)).toMatchObject({ status: 'open', attempts_made: 1, next_day: 7 });
    await advance(4 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, exhausted: 1 });
    expect(await chargesOf(owing)).toBe(1);
    const skipped = { status: 'skipped', decline_code: 'lost_card', message: 'hard_decline' };
    expect(await attemptsOf(owing)).toMatchObject([skipped, skipped]);
  });

  it('is no obstacle to another card of the same customer', async () => {
    const owing = await debtor(LOST);
    await giveCard(owing.stripeCustomerId, 'pm_card_visa');
    await advance(3 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, recovered: 1 });
    expect(await chargesOf(owing)).toBe(2);
  });
});

it('a customer without any card has its steps pass, and nothing is charged', async () => {
  const owing = await debtor(null);
  expect(await caseOf(owing)).toMatchObject({ status: 'open', attempts_made: 0 });
  await advance(3 * DAY_MS);
  expect(await runDunning(context())).toMatchObject({ due: 1, skipped: 1, failures: [] });
  expect(await attemptsOf(owing)).toMatchObject([{ status: 'skipped', message: 'no_payment_method' }]);
});

describe('a run that is killed', () => {
  it('before its call: the next run charges once, under the same key', async () => {
    const owing = await debtor();
    await advance(3 * DAY_MS);
    const { idempotencyKey } = await startAndDie(owing);
    await advance(HOUR_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, declined: 1 });
    expect(await chargesOf(owing)).toBe(2);
    expect(await attemptsOf(owing)).toMatchObject([
      { attempt_number: 1, status: 'declined', idempotency_key: idempotencyKey },
    ]);
  });

  it('after its call was refused: the next run charges nobody, and takes the answer it never got', async () => {
    const owing = await debtor();
    await advance(3 * DAY_MS);
    const { idempotencyKey } = await startAndDie(owing);
    const { stripeInvoiceId } = owing;
    expect(await payInvoice(stripe, { stripeInvoiceId, idempotencyKey })).toMatchObject({ kind: 'declined' });
    await advance(2 * DAY_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, declined: 1 });
    expect(await chargesOf(owing)).toBe(2);
    expect(await caseOf(owing)).toMatchObject({ attempts_made: 1, next_day: 7 });
  });

  it('after its call succeeded: the next run finds the invoice paid', async () => {
    const owing = await debtor();
    await giveCard(owing.stripeCustomerId, 'pm_card_visa');
    await advance(3 * DAY_MS);
    const { idempotencyKey } = await startAndDie(owing);
    await payInvoice(stripe, { stripeInvoiceId: owing.stripeInvoiceId, idempotencyKey });
    await advance(HOUR_MS);
    expect(await runDunning(context())).toMatchObject({ due: 1, recovered: 1 });
    expect(await chargesOf(owing)).toBe(2);
    expect(await attemptsOf(owing)).toMatchObject([{ attempt_number: 1, status: 'succeeded' }]);
  });
});

describe('while Stripe cannot be reached', () => {
  it('nothing is begun, the case is named as failed, and it is tried at the next run', async () => {
    const owing = await debtor();
    await advance(3 * DAY_MS);
    const run = await runDunning({ ...context(), stripe: brokenStripe(() => true) });
    expect(run).toMatchObject({
      due: 1,
      declined: 0,
      failures: [{ customerId: owing.customerId, error: expect.stringContaining('StripeConnectionError') }],
    });
    expect(await attemptsOf(owing)).toEqual([]);
    expect(await runDunning(context())).toMatchObject({ due: 1, declined: 1, failures: [] });
    expect(await chargesOf(owing)).toBe(2);
  });

  it('for the charge alone: the attempt stays begun and is repeated under its own key', async () => {
    const owing = await debtor();
    await advance(3 * DAY_MS);
    const keys: (string | null)[] = [];
    const isPayment = ({ path, idempotencyKey }: StripeCall) => {
      const pays = path.endsWith('/pay');
      if (pays) keys.push(idempotencyKey);
      return pays;
    };
    const broken = brokenStripe(isPayment);
    expect(await runDunning({ ...context(), stripe: broken })).toMatchObject({ due: 1, declined: 0 });
    expect(await attemptsOf(owing)).toMatchObject([{ attempt_number: 1, status: 'started' }]);
    expect(await caseOf(owing)).toMatchObject({ status: 'open', attempts_made: 0, next_day: 3 });
    await advance(HOUR_MS);
    const watched = brokenStripe((call) => isPayment(call) && false);
    expect(await runDunning({ ...context(), stripe: watched })).toMatchObject({ due: 1, declined: 1 });
    const key = `dunning_${owing.stripeInvoiceId}_1`;
    expect(keys).toEqual([key, key]);
    expect(await attemptsOf(owing)).toMatchObject([
      { attempt_number: 1, status: 'declined', idempotency_key: key },
    ]);
    expect(await chargesOf(owing)).toBe(2);
  });

  it('for one customer: the others are collected', async () => {
    const first = await debtor();
    const second = await debtor();
    await advance(3 * DAY_MS);
    const broken = brokenStripe(({ path }) => path.includes(first.stripeInvoiceId));
    expect(await runDunning({ ...context(), stripe: broken })).toMatchObject({ due: 2, declined: 1 });
    expect(await chargesOf(first)).toBe(1);
    expect(await chargesOf(second)).toBe(2);
  });
});

it('two runs at once charge once', async () => {
  const owing = await debtor();
  await advance(3 * DAY_MS);
  const runs = await Promise.all([runDunning(context()), runDunning(context()), runDunning(context())]);
  expect(runs.reduce((sum, run) => sum + run.declined, 0)).toBe(1);
  expect(await chargesOf(owing)).toBe(2);
  expect(await attemptsOf(owing)).toHaveLength(1);
});

it('a run that read the case before another ended its step counts nothing and changes nothing', async () => {
  const owing = await debtor();
  await advance(3 * DAY_MS);
  await startAndDie(owing);
  const readBefore = await dueCase(owing);
  await advance(HOUR_MS);
  expect(await runDunning(context())).toMatchObject({ due: 1, declined: 1 });
  const [attempts, audit] = [await attemptsOf(owing), await auditOf(owing)];
  expect(await climbStep(context(), readBefore)).toEqual({ kind: 'busy' });
  expect(await attemptsOf(owing)).toEqual(attempts);
  expect(await auditOf(owing)).toEqual(audit);
  expect(await chargesOf(owing)).toBe(2);
});

describe('a charge that was paid although its case was ended otherwise meanwhile', () => {
  const trail = ['dunning.opened', 'dunning.attempt_started', 'dunning.attempt_succeeded'];

  it('counts as recovered and is on the trail; what was stopped stays stopped, with its reason', async () => {
    const { owing, run } = await paidAfter('stopped', 'uncollectible');
    expect(run).toMatchObject({ due: 1, recovered: 1, busy: 0, failures: [] });
    expect(await caseOf(owing)).toEqual({
      status: 'stopped',
      attempts_made: 1,
      closed_reason: 'uncollectible',
      next_day: null,
    });
    expect(await attemptsOf(owing)).toMatchObject([
      { attempt_number: 1, status: 'succeeded', decline_code: null, message: null },
    ]);
    expect(await auditOf(owing)).toEqual(trail);
    expect(await successOf(owing)).toMatchObject({
      before: { status: 'stopped', attemptsMade: 0 },
      after: { status: 'stopped', attemptsMade: 1, attempt: 'succeeded' },
    });
    await settleWebhooks(context());
    expect(await caseOf(owing)).toMatchObject({ status: 'stopped', attempts_made: 1 });
    expect(await auditOf(owing)).toEqual(trail);
  });

  it('recovers a case that had ended past due', async () => {
    const { owing, run } = await paidAfter('exhausted', 'past_due');
    expect(run).toMatchObject({ due: 1, recovered: 1, busy: 0 });
    expect(await caseOf(owing)).toMatchObject({
      status: 'recovered',
      attempts_made: 1,
      closed_reason: 'paid',
    });
    expect(await auditOf(owing)).toEqual(trail);
    expect(await successOf(owing)).toMatchObject({
      before: { status: 'exhausted', attemptsMade: 0 },
      after: { status: 'recovered', attemptsMade: 1 },
    });
  });

  it('is counted and told once, also when the same step is finished again', async () => {
    const { owing, due } = await paidAfter('stopped', 'void');
    const lease = await takeLease(context(), `dunning:${due.id}`, 'yield');
    if (lease === null) throw new Error('the case is busy');
    const result = { status: 'succeeded', declineCode: null, adviceCode: null, message: null } as const;
    expect(await finishStep(context(), { due, lease, result })).toBeNull();
    expect(await caseOf(owing)).toMatchObject({ status: 'stopped', attempts_made: 1 });
    expect(await auditOf(owing)).toEqual(trail);
  });
});

it('an invoice that Stripe means to charge too raises an alarm, and is not charged by us', async () => {
  const { id: customerId } = await insertTestCustomer();
  const { id: customer } = await stripe.customers.create({ metadata: { customer_id: customerId } });
  await giveCard(customer, SOFT);
  const draft = await stripe.invoices.create({ customer, currency: 'usd', auto_advance: true });
  await stripe.invoiceItems.create({ customer, invoice: draft.id, currency: 'usd', amount: 2_500 });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  await stripe.invoices.pay(draft.id).catch(() => undefined);
  await settleWebhooks(context());
  await ownerSql('UPDATE dunning_cases SET next_attempt_at = opened_at WHERE customer_id = $1', [customerId]);
  const owing = { customerId, stripeCustomerId: customer, stripeInvoiceId: draft.id };
  const run = await runDunning(context());
  const retryAt = new Date((open.next_payment_attempt ?? 0) * 1_000);
  expect(run).toMatchObject({ due: 1, declined: 0, alarms: [{ stripeInvoiceId: draft.id, retryAt }] });
  expect(await chargesOf(owing)).toBe(1);
  expect(await attemptsOf(owing)).toEqual([]);
});
