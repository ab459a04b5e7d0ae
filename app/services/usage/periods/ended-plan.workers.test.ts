import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../../dev/testing/invoices.ts';
import {
  countTrips,
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { simulatePlans } from '../../plans/simulate-plans.ts';
import { getSubscription } from '../../subscriptions/get-subscription.ts';
import { getCurrentUsage } from '../current/get-current-usage.ts';
import { explainCharge } from '../explain/explain-charge.ts';
import { getUsageOverview } from '../get-usage-overview.ts';

const NOW = new Date('2026-07-20T12:05:00.000Z');
const ENDED = '2026-04-20T00:00:00.000Z';
const TERMS = {
  anchorAt: '2026-02-01T00:00:00.000Z',
  periodStart: '2026-04-01T00:00:00.000Z',
  periodEnd: '2026-05-01T00:00:00.000Z',
  createdAt: '2026-02-01T00:00:00.000Z',
};
/** The plan after, which begins a month before that one's end. */
const NEXT = {
  anchorAt: '2026-03-15T00:00:00.000Z',
  createdAt: '2026-03-15T00:00:00.000Z',
  periodStart: '2026-07-15T00:00:00.000Z',
  periodEnd: '2026-08-15T00:00:00.000Z',
};
const CANCELED = { ...TERMS, status: 'canceled', endedAt: ENDED };

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(resetUsage);

async function formerPublisher(): Promise<TestCustomer> {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...CANCELED });
  const units = { '2026-02-28T23:00': 5, '2026-03-01T00:00': 70, '2026-04-19T23:00': 900 };
  await setReplicaRows(
    Object.entries(units).map(([hour, quantity]) => ({
      customerId: customer.id,
      metric: 'impressions',
      hour: `${hour}:00.000Z`,
      quantity,
      updatedAt: '2026-07-20T11:00:00.000Z',
    })),
  );
  await runTestSync(testContext({ now: NOW }));
  return customer;
}

const contextOf = (customer: TestCustomer) => testContext({ actor: publisherActor(customer), now: NOW });

test('three months after its end a plan’s page has February, March and the 19 days of April, all closed, in one trip', async () => {
  const customer = await formerPublisher();
  const { database, trips } = countTrips(contextOf(customer).db);
  const overview = await getUsageOverview(
    { ...contextOf(customer), db: database },
    { customerId: customer.id },
  );
  expect(trips()).toBe(1);
  expect(overview.endedAt).toEqual(new Date(ENDED));
  expect(
    overview.periods.map(({ period, isRunning, quantities }) => [
      period.start.toISOString().slice(0, 10),
      period.end.toISOString().slice(0, 10),
      isRunning,
      quantities.impressions,
    ]),
  ).toEqual([
    ['2026-04-01', '2026-04-20', false, 900n],
    ['2026-03-01', '2026-04-01', false, 70n],
    ['2026-02-01', '2026-03-01', false, 5n],
  ]);
  expect(overview).toMatchObject({ isRunning: false, forecast: null, nextInvoice: null });
  expect(overview.usage.metrics.impressions.quantity).toBe(900n);
  expect(overview.usage.metrics.impressions.daily).toHaveLength(19);
});

test('a closed period of an ended plan is shown and explained; one after its end is none', async () => {
  const customer = await formerPublisher();
  const ctx = contextOf(customer);
  const march = { customerId: customer.id, at: new Date('2026-03-01T00:00:00.000Z') };
  expect((await getUsageOverview(ctx, march)).usage.metrics.impressions.quantity).toBe(70n);
  const explained = await explainCharge(ctx, { ...march, metric: 'impressions', day: 'busiest' });
  expect(explained).toMatchObject({ chargedQuantity: 70n, day: '2026-03-01', isRunning: false });
  const last = await explainCharge(ctx, { customerId: customer.id, metric: 'impressions' });
  expect(last).toMatchObject({ chargedQuantity: 900n, period: { end: new Date(ENDED) } });
  const after = { customerId: customer.id, at: new Date(ENDED) };
  await expect(getUsageOverview(ctx, after)).rejects.toMatchObject({ code: 'not_found' });
  await expect(explainCharge(ctx, { ...after, metric: 'impressions' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('an ended plan still tells its terms and its end, and is current no more', async () => {
  const customer = await formerPublisher();
  const whose = { customerId: customer.id };
  expect(await getSubscription(contextOf(customer), whose)).toMatchObject({
    plan: { id: 'starter' },
    endedAt: new Date(ENDED),
    period: { end: new Date(ENDED) },
  });
  await expect(getCurrentUsage(contextOf(customer), whose)).rejects.toMatchObject({
    code: 'no_subscription',
  });
});

test('a plan that runs goes before one that has ended, however young that one is', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, planId: 'scale', ...TERMS });
  await insertTestSubscription({
    customerId: customer.id,
    ...CANCELED,
    createdAt: '2026-04-01T00:00:00.000Z',
  });
  const overview = await getUsageOverview(contextOf(customer), { customerId: customer.id });
  expect(overview).toMatchObject({ endedAt: null, isRunning: true, usage: { plan: { id: 'scale' } } });
  expect(overview.periods.map(({ period, plan }) => [period.start.getUTCMonth(), plan.id])).toEqual(
    [6, 5, 4, 3, 2, 1].map((month) => [month, 'scale']),
  );
});

test('a month before the plan ended another began: of each the periods until the next one’s first, none twice', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...CANCELED });
  await insertTestSubscription({ customerId: customer.id, planId: 'growth', ...NEXT });
  const { periods } = await getUsageOverview(contextOf(customer), { customerId: customer.id });
  expect(periods.map(({ period, plan }) => [period.start.toISOString().slice(5, 10), plan.id])).toEqual([
    ['07-15', 'growth'],
    ['06-15', 'growth'],
    ['05-15', 'growth'],
    ['04-15', 'growth'],
    ['03-15', 'growth'],
    ['03-01', 'starter'],
    ['02-01', 'starter'],
  ]);
  for (const [i, { period, plan }] of periods.entries()) {
    if (i > 0) expect(period.end).toEqual(periods[i - 1]?.period.start);
    const at = { customerId: customer.id, at: period.start };
    expect((await getUsageOverview(contextOf(customer), at)).usage).toMatchObject({ period, plan });
  }
});

describe('a plan that ran on after the next one had begun, on 15 March', () => {
  let customer: TestCustomer;
  let endedId: string | undefined;

  beforeEach(async () => {
    customer = await formerPublisher();
    await insertTestSubscription({ customerId: customer.id, planId: 'growth', ...NEXT });
    const ended = await ownerSql<{ id: string }>(
      `SELECT id FROM subscriptions WHERE customer_id = $1 AND status = 'canceled'`,
      [customer.id],
    );
    endedId = ended[0]?.id;
  });

  const shown = async () => {
    const { periods } = await getUsageOverview(contextOf(customer), { customerId: customer.id });
    return periods
      .filter(({ period }) => period.start < new Date('2026-05-15'))
      .map(({ period, plan, quantities }) => [
        period.start.toISOString().slice(5, 10),
        period.end.toISOString().slice(5, 10),
        plan.id,
        quantities.impressions,
      ]);
  };

  test('gives way to it in the middle of its period: 5 + 70 + 900 units are in one period each', async () => {
    expect(await shown()).toEqual([
      ['04-15', '05-15', 'growth', 900n],
      ['03-15', '04-15', 'growth', 0n],
      ['03-01', '03-15', 'starter', 70n],
      ['02-01', '03-01', 'starter', 5n],
    ]);
  });

  test('has every period that was invoiced, as long as its invoice says', async () => {
    for (const [start, end] of [
      ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'],
      ['2026-04-01T00:00:00Z', ENDED],
    ] as const) {
      const { id } = await insertTestInvoice(customer, { status: 'paid', subscriptionId: endedId });
      await ownerSql(
        `UPDATE invoices SET billing_reason = 'subscription_cycle', period_start = $2, period_end = $3 WHERE id = $1`,
        [id, start, end],
      );
    }
    expect(await shown()).toEqual([
      ['04-15', '05-15', 'growth', 900n],
      ['04-01', '04-20', 'starter', 900n],
      ['03-15', '04-15', 'growth', 0n],
      ['03-01', '04-01', 'starter', 70n],
      ['02-01', '03-01', 'starter', 5n],
    ]);
    const ctx = contextOf(customer);
    const { periods } = await getUsageOverview(ctx, { customerId: customer.id });
    for (const { period, plan } of periods) {
      const asked = { customerId: customer.id, at: period.start };
      expect((await getUsageOverview(ctx, asked)).usage).toMatchObject({ period, plan });
      expect(await explainCharge(ctx, { ...asked, metric: 'impressions' })).toMatchObject({ period });
    }
  });
});

test('the plan that ended last is told of, not one that was made and ended within its last period', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...CANCELED });
  const subscriptionId = await insertTestSubscription({
    customerId: customer.id,
    planId: 'growth',
    status: 'canceled',
    anchorAt: '2026-04-05T00:00:00.000Z',
    createdAt: '2026-04-05T00:00:00.000Z',
    periodStart: '2026-04-05T00:00:00.000Z',
    periodEnd: '2026-05-05T00:00:00.000Z',
    endedAt: '2026-04-10T00:00:00.000Z',
  });
  const { id } = await insertTestInvoice(customer, { status: 'paid', subscriptionId });
  await ownerSql(
    `UPDATE invoices SET billing_reason = 'subscription_cycle', period_start = $2, period_end = $3 WHERE id = $1`,
    [id, '2026-04-05T00:00:00Z', '2026-04-10T00:00:00Z'],
  );
  const overview = await getUsageOverview(contextOf(customer), { customerId: customer.id });
  expect(overview).toMatchObject({ endedAt: new Date(ENDED), usage: { plan: { id: 'starter' } } });
  const at = new Date('2026-04-05T00:00:00.000Z');
  const { usage } = await getUsageOverview(contextOf(customer), { customerId: customer.id, at });
  expect(usage.plan.id).toBe('growth');
});

test.each(['incomplete', 'incomplete_expired'])(
  'a second subscription that is %s neither hides a plan nor cuts its periods',
  async (status) => {
    const customer = await insertTestCustomer();
    await insertTestSubscription({ customerId: customer.id, planId: 'growth', ...NEXT });
    await insertTestSubscription({
      customerId: customer.id,
      status,
      anchorAt: '2026-06-20T00:00:00.000Z',
      periodStart: '2026-06-20T00:00:00.000Z',
      periodEnd: '2026-07-20T00:00:00.000Z',
    });
    const whose = { customerId: customer.id };
    const ctx = contextOf(customer);
    expect((await getCurrentUsage(ctx, whose)).plan.id).toBe('growth');
    expect((await getSubscription(ctx, whose)).plan.id).toBe('growth');
    const { usage, periods } = await getUsageOverview(ctx, whose);
    expect(usage.plan.id).toBe('growth');
    expect(periods.map(({ period, plan }) => [period.start.getUTCMonth() + 1, plan.id])).toEqual(
      [7, 6, 5, 4, 3].map((month) => [month, 'growth']),
    );
    const replayed = await simulatePlans(ctx, { ...whose, periods: 12 });
    expect(replayed.plans[0]?.plan.planId).toBe('growth');
    expect(replayed.periods.map(({ start }) => start.getUTCMonth() + 1)).toEqual([3, 4, 5, 6]);
  },
);

test('a plan that runs hidden behind a later one cuts no period of one that ended', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...CANCELED });
  await insertTestSubscription({ customerId: customer.id, planId: 'growth', ...NEXT });
  const from = '2026-05-01T00:00:00.000Z';
  const latest = { anchorAt: from, createdAt: from, periodStart: from, periodEnd: from };
  await insertTestSubscription({ customerId: customer.id, planId: 'scale', ...latest });
  const { periods } = await getUsageOverview(contextOf(customer), { customerId: customer.id });
  const ofStarter = periods.filter(({ plan }) => plan.id === 'starter');
  expect(ofStarter.map(({ period }) => period.end.toISOString().slice(5, 10))).toEqual([
    '04-20',
    '04-01',
    '03-01',
  ]);
});

test('what an ended plan billed in euros is replayed in dollars, and its amount is not told as dollars', async () => {
  const customer = await insertTestCustomer({ currency: 'eur' });
  const subscriptionId = await insertTestSubscription({
    customerId: customer.id,
    currency: 'eur',
    ...CANCELED,
  });
  const line = { description: 'Starter', quantity: '1', unitAmountDecimal: '8900', amountMinor: 8_900n };
  await insertTestInvoice(customer, { status: 'paid', subscriptionId, lines: [line] });
  const replay = async () => {
    const found = await simulatePlans(contextOf(customer), { customerId: customer.id, periods: 12 });
    return found.periods.map(({ start, billed }) => [start.getUTCMonth() + 1, billed]);
  };
  expect(await replay()).toEqual([
    [2, null],
    [3, { amountMinor: 8_900n, currency: 'eur' }],
    [4, null],
  ]);
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-07-01T00:00:00.000Z',
    periodStart: '2026-07-01T00:00:00.000Z',
    periodEnd: '2026-08-01T00:00:00.000Z',
  });
  expect(await replay()).toEqual([
    [2, null],
    [3, null],
    [4, null],
  ]);
});

test('who never had a plan has none, and another publisher’s ended one is not theirs', async () => {
  const [newcomer, former] = [await insertTestCustomer(), await formerPublisher()];
  for (const { id } of [newcomer, former]) {
    await expect(getUsageOverview(contextOf(newcomer), { customerId: id })).rejects.toMatchObject({
      code: 'no_subscription',
    });
  }
});
