import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { planListSchema, planSimulationSchema } from './plan-schemas.ts';
import { problemSchema } from './schemas.ts';

const api = createApi();
const PLANS = '/api/v1/billing/plans';
const SIMULATE = `${PLANS}/simulate`;

let customerId: string;
let headers: Record<string, string>;

beforeAll(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  ({ id: customerId } = await insertTestCustomer());
  await insertTestSubscription({
    customerId,
    anchorAt: '2026-02-01T00:00:00.000Z',
    createdAt: '2026-02-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     VALUES ($1, 'impressions', '2026-02-10', 3000000, '2026-04-15T12:00:00Z'),
       ($1, 'impressions', '2026-03-10', 9007199254740993, '2026-04-15T12:00:00Z')`,
    [customerId],
  );
  headers = await bearer({ role: 'publisher', customer_id: customerId });
});

async function post(body: unknown, given = headers, path = SIMULATE) {
  return api(path, {
    method: 'POST',
    headers: { ...given, 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('GET /billing/plans', () => {
  test('lists the plans in the own currency with fee, included units and tiers, the own one marked', async () => {
    const response = await api(PLANS, { headers });
    expect(response.status).toBe(200);
    const { currency, plans } = planListSchema.parse(await response.json());
    expect(currency).toBe('usd');
    expect(plans.map((plan) => [plan.plan_type, plan.is_current, plan.base_fee])).toEqual([
      ['starter', true, 99],
      ['growth', false, 499],
      ['scale', false, 1_999],
      ['enterprise', false, 9_999],
    ]);
    expect(plans[0]?.prices.impressions).toEqual({
      kind: 'graduated',
      included_units: 1_000_000,
      tiers: [
        { from: 0, up_to: 1_000_000, unit_amount_decimal: '0', flat_amount_decimal: null },
        { from: 1_000_000, up_to: 5_000_000, unit_amount_decimal: '0.012', flat_amount_decimal: null },
        { from: 5_000_000, up_to: null, unit_amount_decimal: '0.01', flat_amount_decimal: null },
      ],
      package: null,
      drops: [],
    });
  });

  test('a volume price tells where it drops, a package price its package', async () => {
    const { id } = await insertTestCustomer();
    await ownerSql(
      `WITH v AS (
         INSERT INTO plan_versions (id, plan_id, version, customer_id, effective_at, created_at)
         VALUES (gen_random_uuid(), 'scale', 1, $1, '2026-01-01', '2026-01-01') RETURNING id
       ), p AS (
         INSERT INTO plan_prices (id, plan_version_id, component, currency, kind, unit_amount_minor, package_size,
           package_amount_decimal, package_round, lookup_key)
         SELECT gen_random_uuid(), v.id, c, 'usd', k, a, s, d, r, 'test_' || c
         FROM v, (VALUES ('base', 'graduated', 100, null::bigint, null::numeric, null),
           ('impressions', 'volume', null, null, null, null), ('api_calls', 'package', null, 1000, 40.5, 'up'),
           ('data_transfer_bytes', 'package', null, 1000000000, 9, 'down')) AS t (c, k, a, s, d, r)
         RETURNING id, component
       )
       INSERT INTO plan_price_tiers (plan_price_id, position, up_to, unit_amount_decimal)
       SELECT p.id, t.n, t.u, t.r FROM p, (VALUES (0, 1000::bigint, 0.5), (1, null, 0.3)) AS t (n, u, r)
       WHERE p.component = 'impressions'`,
      [id],
    );
    const own = await bearer({ role: 'publisher', customer_id: id });
    const { plans } = planListSchema.parse(await (await api(PLANS, { headers: own })).json());
    const agreed = plans.find((plan) => plan.is_custom);
    expect(agreed?.prices.impressions.drops).toEqual([
      { border: 1_000, cost_at_border: 5, cost_beyond: 3, dearer_from: 601 },
    ]);
    expect(agreed?.prices.api_calls.package).toEqual({ size: 1_000, amount_decimal: '40.5', round: 'up' });
    expect(agreed?.prices.data_transfer_bytes.included_units).toBe(999_999_999);
  });

  test('the same again is 304', async () => {
    const etag = (await api(PLANS, { headers })).headers.get('etag') ?? '';
    expect((await api(PLANS, { headers: { ...headers, 'If-None-Match': etag } })).status).toBe(304);
  });
});

describe('POST /billing/plans/simulate', () => {
  test('replays February and March; what no double can hold comes as digits', async () => {
    const response = await post({});
    expect(response.status).toBe(200);
    const simulation = planSimulationSchema.parse(await response.json());
    expect(simulation.basis).toBe('history');
    expect(simulation.periods.map(({ start, impressions, billed }) => [start, impressions, billed])).toEqual([
      ['2026-02-01T00:00:00.000Z', 3_000_000, null],
      ['2026-03-01T00:00:00.000Z', '9007199254740993', null],
    ]);
    // February on Starter: $99.00 + 2 M × $0.12 per 1,000.
    expect(simulation.plans[0]?.periods[0]).toEqual({ base_fee: 99, usage: 240, true_up: 0, total: 339 });
    expect(simulation.plans[0]?.break_even).toBeNull();
    expect(simulation.plans.filter((plan) => plan.is_cheapest)).toHaveLength(1);
  });

  test('1 M calls made up: $99.00 + 900,000 × $0.50 per 1,000 = $549.00 on Starter, $499.00 on Growth', async () => {
    const quantities = { impressions: 0, api_calls: '1000000', data_transfer_bytes: 0 };
    const simulation = planSimulationSchema.parse(await (await post({ quantities })).json());
    expect(simulation.basis).toBe('quantities');
    expect(
      simulation.plans.map((plan) => [plan.plan_type, plan.total, plan.is_cheapest]).slice(0, 2),
    ).toEqual([
      ['starter', 549, false],
      ['growth', 499, true],
    ]);
  });

  test.each([
    ['periods', { periods: 0 }],
    ['periods', { periods: 13 }],
    ['periods', { periods: 1.5 }],
    ['periods', { periods: '3' }],
    ['quantities.impressions', { quantities: { impressions: -5 } }],
    ['quantities.impressions', { quantities: { impressions: 'abc' } }],
    ['quantities.api_calls', { quantities: { api_calls: 1e20 } }],
    ['quantities.api_calls', { quantities: { api_calls: '100000000000000000000' } }],
    ['quantities', { quantities: {} }],
    ['months', { months: 3 }],
    ['body', 'null'],
  ])('%s: %j is 422 with that path', async (path, body) => {
    const response = await post(body);
    expect(response.status).toBe(422);
    const { errors } = problemSchema.parse(await response.json());
    expect(errors?.map((error) => error.path)).toEqual([path]);
  });

  test('a torn body is 400, a form 415, GET 405', async () => {
    expect((await post('{')).status).toBe(400);
    const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await api(SIMULATE, { method: 'POST', headers: form, body: 'periods=3' })).status).toBe(415);
    expect((await api(SIMULATE, { headers })).status).toBe(405);
  });

  test('a stranger is 401; staff names the publisher, and its look is on record', async () => {
    expect((await post({}, {})).status).toBe(401);
    const staff = await bearer({ role: 'readonly', sub: 'staff_plans' });
    expect((await post({}, staff)).status).toBe(400);
    expect((await post({}, staff, `${SIMULATE}?customer_id=${customerId}`)).status).toBe(200);
    expect((await api(`${PLANS}?customer_id=${customerId}`, { headers: staff })).status).toBe(200);
    const trail = await ownerSql(
      `SELECT action, customer_id FROM billing_audit WHERE actor_id = 'staff_plans' ORDER BY id`,
    );
    expect(trail).toEqual([
      { action: 'plans.simulate', customer_id: customerId },
      { action: 'plans.read', customer_id: customerId },
    ]);
  });

  test('no subscription is 404 no_subscription', async () => {
    const { id } = await insertTestCustomer();
    const response = await post({}, await bearer({ role: 'publisher', customer_id: id }));
    expect(response.status).toBe(404);
    expect(problemSchema.parse(await response.json()).code).toBe('no_subscription');
  });

  test('with billing off neither is there', async () => {
    const off = createApi({ BILLING_ENABLED: 'false' });
    expect((await off(PLANS, { headers })).status).toBe(404);
    expect((await off(SIMULATE, { method: 'POST', headers, body: '{}' })).status).toBe(404);
  });
});

test('both are in the description, with the body that is taken', async () => {
  const { paths } = (await (await api('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { requestBody?: unknown }>>;
  };
  expect(paths['/billing/plans']?.get).toBeDefined();
  expect(JSON.stringify(paths['/billing/plans/simulate']?.post?.requestBody)).toContain('"periods"');
});
