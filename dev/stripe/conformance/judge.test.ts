import { expect, test } from 'vitest';
import { createJudge } from './judge.ts';

const judge = createJudge();

const METER = {
  id: 'mtr_1',
  object: 'billing.meter',
  created: 1_790_000_000,
  customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
  default_aggregation: { formula: 'sum' },
  display_name: 'Impressions',
  event_name: 'impressions',
  event_time_window: null,
  livemode: false,
  status: 'active',
  status_transitions: { deactivated_at: null },
  updated: 1_790_000_000,
  value_settings: { event_payload_key: 'value' },
};

const DISCOUNT = {
  id: 'di_1',
  object: 'discount',
  checkout_session: null,
  customer: 'cus_1',
  customer_account: null,
  end: null,
  invoice: null,
  invoice_item: null,
  promotion_code: null,
  source: { coupon: 'coupon_1', type: 'coupon' },
  start: 1_790_000_000,
  subscription: null,
  subscription_item: null,
};

const EVENT = {
  id: 'evt_1',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: 1_790_000_000,
  data: { object: METER, previous_attributes: { display_name: 'Views' } },
  livemode: false,
  pending_webhooks: 1,
  request: { id: 'req_1', idempotency_key: null },
  type: 'billing.meter.updated',
};

function answerMeter(body: unknown) {
  return judge.answer({ method: 'GET', path: '/v1/billing/meters/mtr_1', status: 200, body });
}

test('a meter as Stripe sends it is taken', () => {
  expect(answerMeter(METER)).toEqual([]);
});

test('an unknown field, a missing one, a wrong type and an invented enum member are each named with their place', () => {
  const { updated: _, ...rest } = METER;
  const broken = {
    ...rest,
    created: '1790000000',
    status: 'paused',
    customer_mapping: { ...METER.customer_mapping, key: 'x' },
  };
  expect(answerMeter(broken).sort()).toEqual([
    '/: lacks "updated"',
    '/created: is not of type number',
    '/customer_mapping: has the unknown field "key"',
    '/status: is none of ["active","inactive"]',
  ]);
});

test('a list is judged by its members', () => {
  const list = {
    object: 'list',
    data: [METER, { ...METER, id: null }],
    has_more: false,
    url: '/v1/billing/meters',
  };
  const answer = { method: 'GET', path: '/v1/billing/meters', status: 200, body: list };
  expect(judge.answer(answer)).toEqual(['/data/1/id: is not of type string']);
});

test('an expandable field holds an id, the object or its deleted remains; the violation speaks of the one meant', () => {
  const discount = (customer: unknown) => judge.object({ ...DISCOUNT, customer });
  expect(discount('cus_1')).toEqual([]);
  expect(discount({ id: 'cus_1', object: 'customer', deleted: true })).toEqual([]);
  expect(discount({ id: 'cus_1', object: 'customer', deleted: true, email: null })).toEqual([
    '/customer: has the unknown field "email"',
  ]);
  expect(discount({ id: 'cus_1', object: 'customer' })).toContain('/customer: lacks "invoice_settings"');
  expect(discount(7)).toEqual(['/customer: is not of type null,string and is not of type object']);
});

test('decimals are decimal strings', () => {
  const answer = { method: 'GET', path: '/v1/prices/price_1', status: 200 };
  const violations = (unit_amount_decimal: unknown) =>
    judge.answer({ ...answer, body: { unit_amount_decimal } }).filter((text) => text.startsWith('/unit'));
  expect(violations('0.000125')).toEqual([]);
  expect(violations('1e-4')).toEqual(['/unit_amount_decimal: is not of type null and is not a decimal']);
  expect(violations(0.000125)).toHaveLength(1);
});

test('what the wire carries beyond the types is let through, and only there', () => {
  const list = { object: 'list', data: [], has_more: false, url: '/v1/billing/meters' };
  const answer = { method: 'GET', path: '/v1/billing/meters', status: 200 };
  expect(judge.answer({ ...answer, body: { ...list, total_count: 0 } })).toEqual([]);
  expect(judge.answer({ ...answer, body: { ...list, count: 0 } })).toEqual([
    '/: has the unknown field "count"',
  ]);
});

test('an error has the body and the kind that belong to its status', () => {
  const answer = (status: number, error: unknown) =>
    judge.answer({ method: 'GET', path: '/v1/customers/cus_1', status, body: { error } });
  const missing = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: 'No such customer',
    param: 'id',
  };
  expect(answer(404, missing)).toEqual([]);
  expect(answer(404, { ...missing, code: 'not_there' })).toHaveLength(1);
  expect(answer(402, missing)).toEqual(['/error/type: is none of ["card_error"]']);
  expect(answer(404, { message: 'No such customer' })).toEqual(['/error: lacks "type"']);
});

test('a success where Stripe has no such endpoint is refused', () => {
  expect(judge.answer({ method: 'POST', path: '/v1/usage_records', status: 200, body: {} })).toEqual([
    'Stripe has no POST /v1/usage_records',
  ]);
});

test('form values are read by the type of their parameter', () => {
  const params = { name: 'Ann', balance: '-500', address: { country: 'DE' }, metadata: { customer_id: '7' } };
  const request = { method: 'POST', path: '/v1/customers' };
  expect(judge.request({ ...request, params })).toEqual([]);
  expect(judge.request({ ...request, params: { balance: 'five' } })).toEqual([
    '/balance: is not of type number',
  ]);
  expect(params.balance).toBe('-500');
});

test('unknown, removed and missing parameters are refused', () => {
  const setup = { method: 'POST', path: '/v1/setup_intents', params: { payment_method_types: ['card'] } };
  expect(judge.request(setup)).toEqual(['/: has the unknown field "payment_method_types"']);
  const meter = {
    method: 'POST',
    path: '/v1/billing/meters',
    params: { display_name: 'Views', event_name: 'views' },
  };
  expect(judge.request(meter)).toEqual(['/: lacks "default_aggregation"']);
});

test('an empty string clears what may be cleared, a filter takes a number or a range', () => {
  const clear = { method: 'POST', path: '/v1/customers/cus_1', params: { metadata: '', shipping: '' } };
  expect(judge.request(clear)).toEqual([]);
  const list = (created: unknown) =>
    judge.request({ method: 'GET', path: '/v1/invoices', params: { created } });
  expect(list('1790000000')).toEqual([]);
  expect(list({ gte: '1790000000' })).toEqual([]);
  expect(list({ since: '1790000000' })).toEqual(['/created: has the unknown field "since"']);
});

test('an event is judged by its type, its object and what it says has changed', () => {
  expect(judge.webhook(EVENT)).toEqual([]);
  expect(judge.webhook({ ...EVENT, data: { ...EVENT.data, object: DISCOUNT } })).not.toEqual([]);
  expect(judge.webhook({ ...EVENT, type: 'billing.meter.renamed' })).toEqual([
    '/type: "billing.meter.renamed" is unknown to Stripe',
  ]);
  const changed = (previous_attributes: unknown) =>
    judge.webhook({ ...EVENT, data: { object: METER, previous_attributes } });
  expect(changed({ status_transitions: { deactivated_at: 1_790_000_000 } })).toEqual([]);
  expect(changed({ name: 'Views' })).toEqual(['/data/previous_attributes: has the unknown field "name"']);
});

test('a thin event names its related object and carries no data', () => {
  const thin = {
    id: 'evt_test_1',
    object: 'v2.core.event',
    created: '2026-11-22T10:00:00.000Z',
    livemode: false,
    type: 'v1.billing.meter.error_report_triggered',
    related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
  };
  expect(judge.webhook(thin)).toEqual([]);
  expect(judge.webhook({ ...thin, data: {} })).toEqual(['/: has the unknown field "data"']);
  const { related_object: _, ...unrelated } = thin;
  expect(judge.webhook(unrelated)).toEqual(['/: lacks "related_object"']);
});
