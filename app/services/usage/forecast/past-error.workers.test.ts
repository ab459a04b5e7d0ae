import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription } from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { getUsageForecast } from './get-usage-forecast.ts';
import { snapshotForecasts } from './snapshot-forecasts.ts';

const MID_MARCH = new Date('2026-03-15T12:05:00.000Z');
const MID_APRIL = new Date('2026-04-15T12:05:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));

async function use(customerId: string, days: { from: string; to: string; quantity: number }) {
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     SELECT $1, 'impressions', d::date, $4, $3::date FROM generate_series($2::date, $3::date, '1 day') d`,
    [customerId, days.from, days.to, days.quantity],
  );
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
     SELECT $1, 'impressions', d at time zone 'UTC' + interval '12 hours', $4, d, d
     FROM generate_series($2::date::timestamp, $3::date::timestamp, '1 day') d`,
    [customerId, days.from, days.to, days.quantity],
  );
}

test('what was told in mid-March against what came: traffic half as high again from then on shows as the error', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-02-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
    createdAt: '2026-02-01T00:00:00.000Z',
  });
  const ctx = testContext({ actor: publisherActor(customer), now: MID_APRIL });
  await use(customer.id, { from: '2026-02-01', to: '2026-03-14', quantity: 100_000 });
  await snapshotForecasts(testContext({ now: MID_MARCH }));
  await use(customer.id, { from: '2026-03-15', to: '2026-04-14', quantity: 150_000 });

  const [snapshot] = await ownerSql<{ p50: string }>(
    `SELECT p50::text FROM usage_forecasts WHERE customer_id = $1 AND metric = 'impressions'`,
    [customer.id],
  );
  const came = 14 * 100_000 + 17 * 150_000;
  const missed = Math.abs(Number(snapshot?.p50) - came);
  const { pastError } = await getUsageForecast(ctx, { customerId: customer.id });
  expect(pastError.impressions).toEqual({ permille: Math.round((1_000 * missed) / came), periods: 1 });
  expect(pastError.impressions?.permille).toBeGreaterThan(180);
  expect(pastError.impressions?.permille).toBeLessThan(240);
  expect(pastError.api_calls).toBeNull();

  const early = { ...ctx, now: new Date('2026-04-05T12:05:00.000Z') };
  expect((await getUsageForecast(early, { customerId: customer.id })).pastError.impressions).toBeNull();
});

test('is of as many periods on every day, with a forecast every four days and one in which nothing came', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2025-12-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
    createdAt: '2025-12-01T00:00:00.000Z',
  });
  await use(customer.id, { from: '2026-01-01', to: '2026-04-14', quantity: 100_000 });
  await ownerSql(
    `INSERT INTO usage_forecasts (customer_id, metric, day, period_start, period_end, elapsed_share, p10, p50, p90, created_at)
     SELECT $1, 'impressions', (starts + days * interval '1 day')::date, starts, starts + interval '1 month',
       days / extract(day FROM starts + interval '1 month' - starts), 1, 3000000, 5000000, starts
     FROM generate_series('2025-12-01 UTC'::timestamptz, '2026-03-01 UTC', '1 month') AS starts,
       generate_series(4, 28, 4) AS days`,
    [customer.id],
  );
  const periods = async (day: string) => {
    const ctx = testContext({
      actor: publisherActor(customer),
      now: new Date(`2026-04-${day}T12:05:00.000Z`),
    });
    return (await getUsageForecast(ctx, { customerId: customer.id })).pastError.impressions?.periods;
  };
  const days = ['05', '07', '10', '12', '15', '18', '22', '26', '29'];
  expect(await Promise.all(days.map(periods))).toEqual(days.map(() => 4));
});
