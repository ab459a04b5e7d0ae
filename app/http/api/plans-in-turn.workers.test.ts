import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  insertTestCustomer,
  publisherActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { getSellablePlan } from '../../services/catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../../services/catalog/provision-catalog.ts';
import { createCustomer } from '../../services/customers/create-customer.ts';
import { explainCharge } from '../../services/usage/explain/explain-charge.ts';
import { getUsageOverview } from '../../services/usage/get-usage-overview.ts';
import { reportUsage } from '../../services/usage/report/report-usage.ts';
import { startSubscription } from '../../stripe/start-subscription.ts';
import { planListSchema, planSimulationSchema } from './plan-schemas.ts';
import { billChangeSchema, usageHistorySchema } from './usage-insight-schemas.ts';

const api = createApi();
const HOUR_MS = 3_600_000;
const BILLING = '/api/v1/billing';
const FIRST = '2026-04-15T00:00:00.000Z';
const SECOND = '2026-05-15T00:00:00.000Z';
const THIRD = '2026-07-15T00:00:00.000Z';

let now = new Date('2026-04-15T12:00:00.000Z');
let customerId: string;
let stripeCustomerId: string;
let headers: Record<string, string>;

const ctxNow = () => testContext({ now });

async function goTo(to: string): Promise<void> {
  now = new Date(to);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

async function use(hour: string, quantity: number): Promise<void> {
  const updatedAt = new Date(now.getTime() - HOUR_MS).toISOString();
  await setReplicaRows([{ customerId, metric: 'impressions', hour, quantity, updatedAt }]);
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

async function read(path: string) {
  const response = await api(`${BILLING}${path}`, { headers });
  expect(response.status).toBe(200);
  return response.json();
}

async function replay(by = headers) {
  return api(`${BILLING}/plans/simulate`, {
    method: 'POST',
    headers: { ...by, 'Content-Type': 'application/json' },
    body: '{}',
  });
}

async function history() {
  const { periods } = usageHistorySchema.parse(await read('/usage/history'));
  return periods.map((period) => [
    period.start.slice(0, 10),
    period.end.slice(0, 10),
    period.plan_type,
    period.is_running,
    period.impressions,
    period.usage_charge,
    period.invoice?.total ?? null,
  ]);
}

/** Starter: $99.00, 1 M impressions included, then $0.12 per 1,000. */
const FIRST_ROW = ['2026-04-15', '2026-05-15', 'starter', false, 2_000_000, 120, 219];
/** The last invoice has no flat fee of a month to come. */
const SECOND_ROW = ['2026-05-15', '2026-06-15', 'starter', false, 1_500_000, 60, 60];

beforeAll(async () => {
  await provisionCatalog(ctxNow());
  const created = await createCustomer(ctxNow(), {
    email: 'in-turn@publisher.test',
    name: 'In Turn Games',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  ({ customerId, stripeCustomerId } = created);
  headers = await bearer({ role: 'publisher', customer_id: customerId }, { expiresIn: 400 * 86_400 });
  await settleWebhooks(ctxNow());
  await goTo('2026-05-14T12:00:00.000Z');
  await use('2026-04-20T05:00:00.000Z', 2_000_000);
  await goTo('2026-06-14T12:00:00.000Z');
  await use('2026-05-20T05:00:00.000Z', 1_500_000);
  await ctxNow().stripe.subscriptions.update(created.stripeSubscriptionId, { cancel_at_period_end: true });
  await goTo('2026-07-01T12:00:00.000Z');
}, 60_000);

describe('after the plan’s end', () => {
  test('the history has the closed periods, as they were invoiced', async () => {
    expect(await history()).toEqual([SECOND_ROW, FIRST_ROW]);
  });

  test('the last bill is told from the one before: $219.00 to $60.00, $60.00 of it volume', async () => {
    const change = billChangeSchema.parse(await read('/usage/changes'));
    expect(change).toMatchObject({
      period: { start: SECOND, is_running: false },
      before: { amount: 219 },
      after: { amount: 60 },
    });
    const sum = change.parts.reduce((total, { amount }) => total + Number(amount), 0);
    expect(sum).toBe(-159);
    expect(change.parts).toContainEqual(expect.objectContaining({ cause: 'volume', amount: -60 }));
  });

  test('what-if replays them, the last plan as the one to compare with: $219.00 + $159.00', async () => {
    const response = await replay();
    expect(response.status).toBe(200);
    const simulation = planSimulationSchema.parse(await response.json());
    expect(simulation.subscription_ended_at).toBe('2026-06-15T00:00:00.000Z');
    expect(simulation.periods.map(({ start, billed }) => [start, billed])).toEqual([
      [FIRST, 219],
      [SECOND, 159],
    ]);
    expect(simulation.plans[0]).toMatchObject({ plan_type: 'starter', is_current: true, total: 378 });
    const { plans } = planListSchema.parse(await read('/plans'));
    expect(plans.map((plan) => plan.is_current)).toEqual([false, false, false, false]);
  });

  test('who never had a plan is told so, another publisher’s periods are nobody else’s', async () => {
    const newcomer = await insertTestCustomer();
    const by = await bearer({ role: 'publisher', customer_id: newcomer.id }, { expiresIn: 400 * 86_400 });
    for (const path of ['/usage/history', '/usage/changes', '/usage/explain?metric=impressions']) {
      const response = await api(`${BILLING}${path}`, { headers: by });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'no_subscription' });
    }
    const refused = await replay(by);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: 'no_subscription' });
    const stranger = testContext({ now, actor: publisherActor(newcomer) });
    await expect(getUsageOverview(stranger, { customerId })).rejects.toMatchObject({
      code: 'no_subscription',
    });
  });
});

describe('with a new plan', () => {
  beforeAll(async () => {
    await goTo('2026-07-15T00:30:00.000Z');
    const plan = await getSellablePlan(ctxNow(), { planId: 'growth', currency: 'usd', customerId });
    await startSubscription(ctxNow().stripe, {
      customerId,
      stripeCustomerId,
      planId: plan.planId,
      planVersion: plan.version,
      stripePriceIds: plan.stripePriceIds,
      hasPaymentMethod: true,
      now,
    });
    await goTo('2026-08-14T12:00:00.000Z');
    await use('2026-07-20T05:00:00.000Z', 11_000_000);
    await goTo('2026-08-20T12:00:00.000Z');
  }, 60_000);

  /** Growth: 10 M impressions included, then $0.08 per 1,000. */
  const THIRD_ROW = ['2026-07-15', '2026-08-15', 'growth', false, 11_000_000, 80, 579];
  const RUNNING_ROW = ['2026-08-15', '2026-09-15', 'growth', true, 0, 0, null];

  test('the history goes on into the plan before, the month without one left out', async () => {
    expect(await history()).toEqual([RUNNING_ROW, THIRD_ROW, SECOND_ROW, FIRST_ROW]);
  });

  test('a period of the plan before is shown on its terms, beside the running total of the new one', async () => {
    const overview = await getUsageOverview(ctxNow(), { customerId, at: new Date(FIRST) });
    expect(overview).toMatchObject({
      isRunning: false,
      endedAt: null,
      usage: {
        plan: { id: 'starter' },
        baseFee: { amountMinor: 9_900n },
        totalOverageCost: { amountMinor: 12_000n },
        period: { start: new Date(FIRST), end: new Date(SECOND) },
      },
      runningTotal: { amountMinor: 49_900n, currency: 'usd' },
    });
    expect(overview.periods.map(({ period }) => period.start.toISOString().slice(0, 7))).toEqual([
      '2026-08',
      '2026-07',
      '2026-05',
      '2026-04',
    ]);
  });

  test('its charge is explained with its price, and no period lies between the two', async () => {
    const first = { customerId, metric: 'impressions', at: new Date(FIRST) } as const;
    const explained = await explainCharge(ctxNow(), first);
    expect(explained).toMatchObject({
      chargedQuantity: 2_000_000n,
      total: { amountMinor: 12_000n },
      invoicedTotal: { amountMinor: 12_000n },
      seal: { isUnchanged: true },
    });
    const between = { ...first, at: new Date('2026-06-20T00:00:00.000Z') };
    await expect(explainCharge(ctxNow(), between)).rejects.toMatchObject({ code: 'not_found' });
    await expect(getUsageOverview(ctxNow(), between)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('its first bill is told from the last one of the plan before', async () => {
    const change = billChangeSchema.parse(await read(`/usage/changes?period_start=${THIRD}`));
    expect(change).toMatchObject({ previous_period: { start: SECOND }, difference: 519 });
    expect(change.parts.map(({ cause }) => cause)).toContain('plan');
  });

  test('what-if replays the periods of both, what was invoiced beside each', async () => {
    const { subscription_ended_at, periods, plans } = planSimulationSchema.parse(
      await (await replay()).json(),
    );
    expect(subscription_ended_at).toBeNull();
    expect(periods.map(({ start, billed }) => [start, billed])).toEqual([
      [FIRST, 219],
      [SECOND, 159],
      [THIRD, 579],
    ]);
    expect(plans[0]).toMatchObject({ plan_type: 'growth', total: 499 * 3 + 80 });
  });
});
