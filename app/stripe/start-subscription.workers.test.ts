import { beforeAll, describe, expect, test } from 'vitest';
import { settleWebhooks } from '../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../dev/testing/workers.ts';
import { getSellablePlan } from '../services/catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../services/catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../services/customers/create-customer.ts';
import { simulatePlans } from '../services/plans/simulate-plans.ts';
import { getUsageHistory } from '../services/usage/history/get-usage-history.ts';
import { reportUsage } from '../services/usage/report/report-usage.ts';
import { startSubscription } from './start-subscription.ts';

let now = new Date('2026-04-15T12:00:00.000Z');
let changing: CreatedCustomer;
let byHand: CreatedCustomer;

const ctxNow = () => testContext({ now });
const { stripe } = testContext({ now });

async function goTo(to: string): Promise<void> {
  now = new Date(`2026-${to}:00.000Z`);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

/** What was used in hours of the past, synced and reported now. */
async function use({ customerId }: CreatedCustomer, hours: Record<string, number>): Promise<void> {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  const rows = Object.entries(hours).map(([hour, quantity]) => ({ hour: `2026-${hour}:00.000Z`, quantity }));
  await setReplicaRows(rows.map((row) => ({ ...row, customerId, metric: 'impressions', updatedAt })));
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

function onboard(name: string): Promise<CreatedCustomer> {
  return createCustomer(ctxNow(), {
    email: `${name}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

async function growthPrices(customerId: string): Promise<string[]> {
  const plan = await getSellablePlan(ctxNow(), { planId: 'growth', currency: 'usd', customerId });
  return [...plan.stripePriceIds];
}

async function startGrowth({ customerId, stripeCustomerId }: CreatedCustomer): Promise<string> {
  return startSubscription(stripe, {
    customerId,
    stripeCustomerId,
    planId: 'growth',
    planVersion: 1,
    stripePriceIds: await growthPrices(customerId),
    hasPaymentMethod: true,
    now,
  });
}

async function history({ customerId }: CreatedCustomer) {
  const periods = await getUsageHistory(ctxNow(), { customerId });
  return periods.map(({ period, plan, quantities, invoice }) => [
    period.start.toISOString().slice(5, 16),
    period.end.toISOString().slice(5, 16),
    plan.id,
    quantities.impressions,
    invoice?.billedQuantities.impressions ?? null,
  ]);
}

beforeAll(async () => {
  await provisionCatalog(ctxNow());
  changing = await onboard('changing');
  byHand = await onboard('by-hand');
  await goTo('05-20T10:20');
  await stripe.subscriptions.cancel(changing.stripeSubscriptionId, { invoice_now: true });
  await stripe.subscriptions.cancel(byHand.stripeSubscriptionId, { invoice_now: true });
  await settleWebhooks(ctxNow());
}, 60_000);

describe('a plan on the day that another one ended at 10:20', () => {
  let subscriptionId: string;

  test('cannot start before 11:00, because all of the hour from 10:00 is of the one that ended', async () => {
    await goTo('05-20T10:40');
    await expect(startGrowth(changing)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('starts at 11:00, with a full month to come', async () => {
    await goTo('05-20T11:05');
    await use(changing, { '05-20T09:00': 1_000_000, '05-20T10:00': 500_000 });
    await goTo('05-20T15:00');
    subscriptionId = await startGrowth(changing);
    await settleWebhooks(ctxNow());
    const started = await stripe.subscriptions.retrieve(subscriptionId, { expand: ['latest_invoice'] });
    expect(started).toMatchObject({
      start_date: Date.parse('2026-05-20T11:00:00Z') / 1_000,
      billing_cycle_anchor: Date.parse('2026-06-20T11:00:00Z') / 1_000,
      latest_invoice: { subtotal: 49_900 },
    });
  });

  test('asked for once more it is the same one', async () => {
    expect(await startGrowth(changing)).toBe(subscriptionId);
  });

  test('bills each hour of that day once: 1,500,000 units with the old plan, 13,000,000 with the new one', async () => {
    await use(changing, { '05-20T11:00': 3_000_000, '05-20T13:00': 10_000_000 });
    await goTo('06-20T14:00');
    expect(await history(changing)).toEqual([
      ['06-20T11:00', '07-20T11:00', 'growth', 0n, null],
      ['05-20T11:00', '06-20T11:00', 'growth', 13_000_000n, 13_000_000n],
      ['05-15T00:00', '05-20T10:20', 'starter', 1_500_000n, 1_500_000n],
      ['04-15T00:00', '05-15T00:00', 'starter', 0n, 0n],
    ]);
  });
});

describe('a plan that was begun in Stripe by hand, at 08:00 and anchored there', () => {
  beforeAll(async () => {
    await goTo('06-25T08:00');
    const { customerId, stripeCustomerId: customer } = byHand;
    await stripe.subscriptions.create({
      customer,
      items: (await growthPrices(customerId)).map((price) => ({ price })),
    });
    await settleWebhooks(ctxNow());
    await goTo('07-25T12:00');
  }, 60_000);

  test('has no period from midnight to its start', async () => {
    const begun = (await history(byHand)).filter(([, , plan]) => plan === 'growth');
    expect(begun.map(([start, end]) => [start, end])).toEqual([
      ['07-25T08:00', '08-25T08:00'],
      ['06-25T08:00', '07-25T08:00'],
    ]);
    const { periods } = await simulatePlans(ctxNow(), { customerId: byHand.customerId, periods: 12 });
    expect(periods.map(({ start }) => start.toISOString().slice(5, 16))).toEqual([
      '04-15T00:00',
      '05-15T00:00',
      '06-25T08:00',
    ]);
  });

  test('one that was mirrored before starts were kept counts from 00:00 of its day', async () => {
    await ownerSql('UPDATE subscriptions SET begun_at = NULL WHERE customer_id = $1', [byHand.customerId]);
    const starts = (await history(byHand)).map(([start]) => start);
    expect(starts).toContain('06-25T00:00');
  });
});
