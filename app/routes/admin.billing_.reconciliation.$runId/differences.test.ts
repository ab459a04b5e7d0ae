import { expect, it } from 'vitest';
import type { DifferenceRow } from '../../services/reconciliation/get-run.ts';
import { toDifferenceView } from './run-view.server.ts';

const PAID_OUTSIDE: DifferenceRow = {
  ...{ id: 'd', key: 'invoice:in_1', fingerprint: '{}', kind: 'invoice' },
  ...{ customer_id: 'c', customer_name: 'Lumen Play', subscription_id: null, object_id: 'i' },
  ...{ stripe_id: 'in_1', invoice_number: 'LP-3', metric: null, period_start: null, period_end: null },
  ...{ internal_value: null, stripe_value: null, percentage_diff: null },
  ...{ currency: 'usd', amount_effect_minor: null, cause: 'missed_webhook', evidence: {} },
  ...{ alerted: false, acknowledged: false, case_id: null },
  fields: [
    { field: 'paid', internal: '0', stripe: '66261' },
    { field: 'remaining', internal: '66261', stripe: '0' },
    { field: 'status', internal: 'open', stripe: 'paid' },
  ],
};

it('tells what differs of an object field by field, with what each side says of it', () => {
  const { detail, fields } = toDifferenceView(PAID_OUTSIDE, 'en-US');
  expect({ detail, fields }).toEqual({
    detail: null,
    fields: [
      { label: 'Paid', ours: '$0.00', stripe: '$662.61' },
      { label: 'Still due', ours: '$662.61', stripe: '$0.00' },
      { label: 'Status', ours: 'open', stripe: 'paid' },
    ],
  });
});

it('leads to the publisher at the desk, and nowhere where it is none of ours', () => {
  expect(toDifferenceView(PAID_OUTSIDE, 'en-US').customerPath).toBe('/admin/billing/customers/c');
  expect(toDifferenceView({ ...PAID_OUTSIDE, customer_id: null }, 'en-US').customerPath).toBeNull();
});

it('says 0.004 % and 99.998 % of what a meter differs by as what is less than a hundredth, or all but one', () => {
  const usage: DifferenceRow = {
    ...PAID_OUTSIDE,
    ...{ metric: 'impressions', period_start: new Date('2026-05-01T00:00:00Z') },
    ...{ period_end: new Date('2026-06-01T00:00:00Z'), internal_value: '100000' },
  };
  const differing = (stripe: string) =>
    toDifferenceView({ ...usage, stripe_value: stripe }, 'en-US').difference;
  expect(differing('99996')).toBe('+4 (<0.01%)');
  expect(differing('2')).toBe('+99,998 (>99.99%)');
  expect(differing('87655')).toBe('+12,345 (12.35%)');
});
