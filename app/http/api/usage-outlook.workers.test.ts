import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { evaluateBudgets } from '../../services/budgets/evaluate-budgets.ts';
import { budgetSchema } from './budget-schemas.ts';
import { usageAlertListSchema } from './usage-alert-schemas.ts';
import { usageForecastSchema } from './usage-forecast-schemas.ts';

const api = createApi();
const NOW = new Date('2026-04-15T12:00:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));
beforeEach(resetUsage);

async function publisher(periodStart = '2026-04-01T00:00:00.000Z') {
  const { id } = await insertTestCustomer();
  await insertTestSubscription({
    customerId: id,
    anchorAt: periodStart,
    periodStart,
    periodEnd: '2026-05-01T00:00:00.000Z',
    createdAt: periodStart,
  });
  return { id, headers: await bearer({ role: 'publisher', customer_id: id }) };
}

function get(path: string, headers: Record<string, string>) {
  return api(`/api/v1/billing/usage/${path}`, { headers });
}

describe('GET /usage/forecast', () => {
  test('so far $99 + 400,000 × $0.00012 = $147, at the end some $333, with the days to come', async () => {
    const { id, headers } = await publisher();
    await ownerSql(
      `WITH day AS (SELECT d FROM generate_series('2026-04-01'::timestamp, '2026-04-14', '1 day') d),
       hours AS (
         INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
         SELECT $1, 'impressions', d at time zone 'UTC' + interval '12 hours', 100000, $2, $2 FROM day
       )
       INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
       SELECT $1, 'impressions', d::date, 100000, $2 FROM day`,
      [id, NOW.toISOString()],
    );
    const response = await get('forecast', headers);
    expect(response.status).toBe(200);
    const found = usageForecastSchema.parse(await response.json());
    expect(found).toMatchObject({
      period: { start: '2026-04-01T00:00:00.000Z', end: '2026-05-01T00:00:00.000Z' },
      currency: 'usd',
      base_fee: 99,
      so_far: {
        units: { impressions: 1_400_000, api_calls: 0, data_transfer_bytes: 0 },
        usage_charge: 48,
        total: 147,
      },
      unavailable_reason: null,
      past_error: { impressions: null },
    });
    const { total, usage_charge: charge, units } = found.forecast ?? expect.fail('there is no forecast');
    expect(Math.abs(Number(total.p50) - 333)).toBeLessThan(15);
    expect(Number(total.p50) - Number(charge.p50)).toBeCloseTo(99, 6);
    expect(Number(total.p10)).toBeLessThanOrEqual(Number(total.p50));
    expect(Number(total.p90)).toBeGreaterThanOrEqual(Number(total.p50));
    const { days } = units.impressions;
    expect([days[0]?.day, days.at(-1)?.day, days.length]).toEqual(['2026-04-15', '2026-04-30', 16]);
    expect(days.at(-1)?.p50).toBe(units.impressions.p50);
    const etag = response.headers.get('etag') ?? '';
    expect((await get('forecast', { ...headers, 'If-None-Match': etag })).status).toBe(304);
  });

  test('before the third day there is none, and the answer says why; without a subscription 404', async () => {
    const { headers } = await publisher('2026-04-14T00:00:00.000Z');
    const found = usageForecastSchema.parse(await (await get('forecast', headers)).json());
    expect(found).toMatchObject({ unavailable_reason: 'too_early', forecast: null });
    const { id } = await insertTestCustomer();
    const bare = await get('forecast', await bearer({ role: 'publisher', customer_id: id }));
    expect(bare.status).toBe(404);
    expect(await bare.json()).toMatchObject({ code: 'no_subscription' });
  });

  test('staff reads it for the publisher that it names, with a trace', async () => {
    const { id } = await publisher();
    const staff = await bearer({ role: 'readonly' });
    expect((await get('forecast', staff)).status).toBe(400);
    expect((await get(`forecast?customer_id=${id}`, staff)).status).toBe(200);
    const trail = await ownerSql('SELECT action FROM billing_audit WHERE customer_id = $1', [id]);
    expect(trail).toEqual([{ action: 'usage.forecast_read' }]);
    expect((await get('forecast', {})).status).toBe(401);
  });
});

describe('GET /usage/alerts', () => {
  async function crossed() {
    const mine = await publisher();
    const response = await api('/api/v1/billing/budgets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...mine.headers },
      body: JSON.stringify({ name: 'April', amount: 300, currency: 'usd', basis: 'actual' }),
    });
    const budget = budgetSchema.parse(await response.json());
    const hour = '2026-04-02T05:00:00.000Z';
    const row = { customerId: mine.id, metric: 'impressions', hour, quantity: 1_500_000 };
    await setReplicaRows([{ ...row, updatedAt: '2026-04-15T11:00:00.000Z' }]);
    await runTestSync(testContext({ now: NOW }));
    await evaluateBudgets(testContext({ now: NOW }));
    return { ...mine, budget };
  }

  test('1,500,000 of 1,000,000 included cross each limit, and $159 of $300 half the budget', async () => {
    const { headers, budget } = await crossed();
    const { alerts } = usageAlertListSchema.parse(await (await get('alerts', headers)).json());
    expect(alerts.filter(({ kind }) => kind === 'limit')).toHaveLength(4);
    expect(alerts.find((alert) => alert.threshold_percent === 110)).toMatchObject({
      kind: 'limit',
      metric: 'impressions',
      quantity: 1_500_000,
      included_units: 1_000_000,
    });
    expect(alerts.filter(({ kind }) => kind === 'budget')).toMatchObject([
      {
        budget_id: budget.id,
        budget_name: 'April',
        basis: 'actual',
        threshold_percent: 50,
        currency: 'usd',
        spent: 159,
        budget: 300,
        period_start: '2026-04-01T00:00:00.000Z',
        crossed_at: NOW.toISOString(),
        recovered_at: null,
      },
    ]);
  });

  test('of one period only, by its start; a query that is none is 400', async () => {
    const { headers } = await crossed();
    const count = async (start: string) => {
      const response = await get(`alerts?period_start=${start}`, headers);
      return usageAlertListSchema.parse(await response.json()).alerts.length;
    };
    expect(await count('2026-04-01T00:00:00Z')).toBe(5);
    expect(await count('2026-03-01T00:00:00Z')).toBe(0);
    const response = await get('alerts?period_start=april', headers);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'period_start' }] });
  });

  test('are the publisher’s own; staff reads them with a trace', async () => {
    const { id } = await crossed();
    const other = await publisher();
    const named = `alerts?customer_id=${id}`;
    expect(await (await get(named, other.headers)).json()).toEqual({ alerts: [] });
    const staff = await bearer({ role: 'admin' });
    const { alerts } = usageAlertListSchema.parse(await (await get(named, staff)).json());
    expect(alerts).toHaveLength(5);
    const trail = await ownerSql(
      `SELECT action FROM billing_audit WHERE customer_id = $1 AND actor_kind = 'staff'`,
      [id],
    );
    expect(trail).toEqual([{ action: 'usage.alerts_read' }]);
    expect((await get('alerts', {})).status).toBe(401);
  });
});
