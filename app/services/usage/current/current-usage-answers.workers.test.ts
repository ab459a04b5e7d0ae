import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertEveryHour, unitsByDay, unitsOf } from '../../../../dev/testing/hourly-usage.ts';
import { insertTestCatalog, insertTestSubscription, resetUsage } from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { METRICS } from '../../../domain/metric.ts';
import { getUsageOverview } from '../get-usage-overview.ts';
import { getCurrentUsage } from './get-current-usage.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(resetUsage);

const contextOf = (customer: TestCustomer) => testContext({ actor: publisherActor(customer), now: NOW });

const read = (customer: TestCustomer) => getCurrentUsage(contextOf(customer), { customerId: customer.id });

async function publisherSince(
  start: string,
  given: Partial<Parameters<typeof insertTestSubscription>[0]> = {},
): Promise<TestCustomer> {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: start,
    createdAt: start,
    periodStart: start,
    periodEnd: start,
    ...given,
  });
  return customer;
}

describe('each hour of the period is counted once, on its UTC day, by the API and on the page', () => {
  test.each([
    ['begins at midnight', '2026-02-01T00:00:00.000Z', null, ['2026-04-01T00', '2026-05-01T00']],
    ['begins within a day', '2026-02-10T13:00:00.000Z', null, ['2026-04-10T13', '2026-05-10T13']],
    ['is in its first day, cut', '2026-02-15T09:00:00.000Z', null, ['2026-04-15T09', '2026-05-15T09']],
    ['is in its first day, whole', '2026-03-15T00:00:00.000Z', null, ['2026-04-15T00', '2026-05-15T00']],
    ['is in its last day, cut', '2026-02-15T17:00:00.000Z', null, ['2026-03-15T17', '2026-04-15T17']],
    ['is in its last day, whole', '2026-02-16T00:00:00.000Z', null, ['2026-03-16T00', '2026-04-16T00']],
    ['counts from a short month’s end', '2026-01-31T06:00:00.000Z', null, ['2026-03-31T06', '2026-04-30T06']],
    [
      'will end within a day',
      '2026-02-01T00:00:00.000Z',
      '2026-04-20T07',
      ['2026-04-01T00', '2026-04-20T07'],
    ],
    ['will end today', '2026-02-10T13:00:00.000Z', '2026-04-15T20', ['2026-04-10T13', '2026-04-15T20']],
    ['is a part of one day', '2026-04-15T10:00:00.000Z', '2026-04-15T20', ['2026-04-15T10', '2026-04-15T20']],
    [
      'is a day’s first part',
      '2026-04-15T00:00:00.000Z',
      '2026-04-15T20',
      ['2026-04-15T00', '2026-04-15T20'],
    ],
    ['is two days’ parts', '2026-04-14T22:00:00.000Z', '2026-04-15T20', ['2026-04-14T22', '2026-04-15T20']],
  ] as const)('one that %s', async (_, anchor, cancelAt, [start, end]) => {
    const customer = await publisherSince(anchor);
    if (cancelAt !== null) {
      await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE customer_id = $1', [
        customer.id,
        `${cancelAt}:00:00.000Z`,
      ]);
    }
    await insertEveryHour(customer.id, NOW);
    const { nextInvoice, ...usage } = await read(customer);
    expect(usage.period).toEqual({
      start: new Date(`${start}:00:00.000Z`),
      end: new Date(`${end}:00:00.000Z`),
    });
    for (const metric of METRICS) {
      const { daily, quantity } = usage.metrics[metric];
      expect(daily.map(({ day, quantity: units }) => [day, units])).toEqual(
        unitsByDay({ metric, period: usage.period, now: NOW }),
      );
      expect(quantity).toBe(unitsOf({ metric, period: usage.period, now: NOW }));
    }
    const overview = await getUsageOverview(contextOf(customer), { customerId: customer.id });
    expect(overview.usage).toEqual(usage);
    expect(overview.nextInvoice).toEqual(nextInvoice);
  });
});

test('a trial counts as any other plan that runs, in its own words', async () => {
  const customer = await publisherSince('2026-04-01T00:00:00.000Z', { status: 'trialing' });
  await insertEveryHour(customer.id, NOW);
  const usage = await read(customer);
  expect(usage.subscription).toMatchObject({ status: 'trialing', isEnding: false });
  expect(usage.metrics.api_calls.quantity).toBe(
    unitsOf({ metric: 'api_calls', period: usage.period, now: NOW }),
  );
});

test('after a change of plan the whole period is rated with the new one: Growth’s fee and included units', async () => {
  const customer = await publisherSince('2026-03-20T06:00:00.000Z');
  await insertEveryHour(customer.id, NOW);
  const before = await read(customer);
  await ownerSql(
    `UPDATE subscriptions SET plan_version_id = (SELECT id FROM plan_versions WHERE plan_id = 'growth' AND customer_id IS NULL)
     WHERE customer_id = $1`,
    [customer.id],
  );
  const after = await read(customer);
  expect([before.plan.id, after.plan.id]).toEqual(['starter', 'growth']);
  expect([before.baseFee.amountMinor, after.baseFee.amountMinor]).toEqual([9_900n, 49_900n]);
  expect(after.period).toEqual(before.period);
  expect(after.metrics.impressions.quantity).toBe(before.metrics.impressions.quantity);
  expect(after.metrics.impressions.includedUnits).toBe(10_000_000n);
});

test('of a plan that ended today and the one begun since, the one that runs counts, from its own first hour', async () => {
  const customer = await publisherSince('2026-02-01T00:00:00.000Z', {
    status: 'canceled',
    endedAt: '2026-04-15T08:00:00.000Z',
  });
  await insertTestSubscription({
    customerId: customer.id,
    planId: 'scale',
    anchorAt: '2026-04-15T08:00:00.000Z',
    createdAt: '2026-04-15T08:00:00.000Z',
    periodStart: '2026-04-15T08:00:00.000Z',
    periodEnd: '2026-05-15T08:00:00.000Z',
  });
  await insertEveryHour(customer.id, NOW);
  const usage = await read(customer);
  expect(usage).toMatchObject({
    plan: { id: 'scale' },
    period: { start: new Date('2026-04-15T08:00:00.000Z') },
  });
  expect(usage.metrics.impressions.quantity).toBe(
    unitsOf({ metric: 'impressions', period: usage.period, now: NOW }),
  );
});

test('prices and a minimum agreed with one customer rate its usage; nobody else sees them', async () => {
  const [agreed, other] = [
    await publisherSince('2026-04-01T00:00:00.000Z'),
    await publisherSince('2026-04-01T00:00:00.000Z'),
  ];
  const versionId = await agreeOnPrices(agreed.id);
  for (const { id } of [agreed, other]) await insertEveryHour(id, NOW);
  const [mine, theirs] = [await read(agreed), await read(other)];
  expect([mine.plan.version, theirs.plan.version]).toEqual([7, 1]);
  expect([mine.baseFee.amountMinor, theirs.baseFee.amountMinor]).toEqual([123n, 9_900n]);
  expect([mine.minimum?.agreed.amountMinor, theirs.minimum]).toEqual([500_000_000n, null]);
  expect(mine.metrics.api_calls).toMatchObject({
    price: { kind: 'package', size: 1_000n },
    quantity: unitsOf({ metric: 'api_calls', period: mine.period, now: NOW }),
  });
  expect(mine.metrics.impressions).toMatchObject({ includedUnits: 50n });
  // Were it the other's own version by mistake, row-level security would still hide it.
  await ownerSql('UPDATE subscriptions SET plan_version_id = $2 WHERE customer_id = $1', [
    other.id,
    versionId,
  ]);
  await expect(read(other)).rejects.toMatchObject({ code: 'no_subscription' });
});

test('a closed period of the page has its own hours, not those of the running one', async () => {
  const customer = await publisherSince('2026-02-10T13:00:00.000Z');
  await insertEveryHour(customer.id, NOW);
  const { usage } = await getUsageOverview(contextOf(customer), {
    customerId: customer.id,
    at: new Date('2026-03-01T00:00:00.000Z'),
  });
  expect(usage.period).toEqual({
    start: new Date('2026-02-10T13:00:00.000Z'),
    end: new Date('2026-03-10T13:00:00.000Z'),
  });
  for (const metric of METRICS) {
    expect(usage.metrics[metric].quantity).toBe(unitsOf({ metric, period: usage.period, now: NOW }));
  }
});

/** Version 7 of Starter, for this customer alone and on it: 50 impressions included, API calls by the thousand. */
async function agreeOnPrices(customerId: string): Promise<string> {
  const [version] = await ownerSql<{ id: string }>(
    `INSERT INTO plan_versions (id, plan_id, version, customer_id, effective_at, created_at)
     VALUES (gen_random_uuid(), 'starter', 7, $1, $2, $2) RETURNING id`,
    [customerId, '2026-03-01T00:00:00.000Z'],
  );
  const versionId = version?.id ?? '';
  await ownerSql(
    `INSERT INTO plan_prices (id, plan_version_id, component, currency, kind, unit_amount_minor, package_size,
       package_amount_decimal, package_round, lookup_key)
     SELECT gen_random_uuid(), $1::uuid, r.component, 'usd', r.kind, r.fee, r.size, r.amount, r.round, $1::text || r.component
     FROM (VALUES ('base', 'graduated', 123, NULL, NULL, NULL), ('impressions', 'graduated', NULL, NULL, NULL, NULL),
       ('api_calls', 'package', NULL, 1000, 2.5, 'up'), ('data_transfer_bytes', 'volume', NULL, NULL, NULL, NULL))
       AS r (component, kind, fee, size, amount, round)`,
    [versionId],
  );
  await ownerSql(
    `INSERT INTO plan_price_tiers (plan_price_id, position, up_to, unit_amount_decimal)
     SELECT id, t.position, t.up_to, t.amount FROM plan_prices
     CROSS JOIN (VALUES (0, 50, 0), (1, NULL, 0.25)) AS t (position, up_to, amount)
     WHERE plan_version_id = $1 AND component IN ('impressions', 'data_transfer_bytes')`,
    [versionId],
  );
  await ownerSql(
    `INSERT INTO plan_commitments (plan_version_id, currency, amount_minor) VALUES ($1, 'usd', 500000000)`,
    [versionId],
  );
  await ownerSql('UPDATE subscriptions SET plan_version_id = $2 WHERE customer_id = $1', [
    customerId,
    versionId,
  ]);
  return versionId;
}
