import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, testContext } from '../../../dev/testing/workers.ts';
import { addMonths, startOfUtcDay } from '../../domain/period.ts';
import { issueAdjustments } from '../adjustments/issue-adjustments.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { getSellablePlan } from '../catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { simulatePlans } from './simulate-plans.ts';

let now = new Date('2026-04-15T12:00:00.000Z');
let customerId: string;

const ctxNow = () => testContext({ now });
const seconds = (instant: Date) => instant.getTime() / 1000;

async function goTo(to: string): Promise<void> {
  now = new Date(to);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

async function use(hour: string, quantity: number): Promise<void> {
  const updatedAt = new Date(now.getTime() - 3_600_000).toISOString();
  await setReplicaRows([{ customerId, metric: 'impressions', hour, quantity, updatedAt }]);
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

/** Starter is ended with a last invoice at 10:20 of 20 May; by hand in Stripe, Growth begins at 00:00 of that day. */
beforeAll(async () => {
  await provisionCatalog(ctxNow());
  const starter = await createCustomer(ctxNow(), {
    email: 'changes@publisher.test',
    name: 'Changing Games',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  ({ customerId } = starter);
  await goTo('2026-05-20T09:00:00.000Z');
  await use('2026-05-18T05:00:00.000Z', 1_500_000);
  await goTo('2026-05-20T10:20:00.000Z');
  const { stripe } = ctxNow();
  await stripe.subscriptions.cancel(starter.stripeSubscriptionId, { invoice_now: true });
  await goTo('2026-05-20T15:00:00.000Z');
  const growth = await getSellablePlan(ctxNow(), { planId: 'growth', currency: 'usd', customerId });
  const midnight = startOfUtcDay(now);
  await stripe.subscriptions.create({
    customer: starter.stripeCustomerId,
    items: growth.stripePriceIds.map((price) => ({ price })),
    backdate_start_date: seconds(midnight),
    billing_cycle_anchor: seconds(addMonths(midnight, 1)),
  });
  await goTo('2026-05-21T12:00:00.000Z');
}, 60_000);

async function replay() {
  const { periods } = await simulatePlans(ctxNow(), { customerId, periods: 12 });
  return periods.map(({ start, end, billed, settledLater }) => [
    start.toISOString().slice(5, 16),
    end.toISOString().slice(5, 16),
    billed?.amountMinor,
    settledLater.map(({ amount }) => amount.amountMinor),
  ]);
}

test('the bill of the new plan is not the old one’s: $99.00, then $99.00 + 500,000 × $0.12 per 1,000', async () => {
  expect(await replay()).toEqual([
    ['04-15T00:00', '05-15T00:00', 9_900n, []],
    ['05-15T00:00', '05-20T10:20', 9_900n + 6_000n, []],
  ]);
});

test('what came late of the old plan is billed with the new one, and is told of the old one: 101,000 × $0.12', async () => {
  await use('2026-05-20T05:00:00.000Z', 1_000);
  await use('2026-05-17T05:00:00.000Z', 100_000);
  expect(await planAdjustments(ctxNow())).toMatchObject({ planned: 1, problems: [] });
  expect(await issueAdjustments(ctxNow())).toMatchObject({ issued: 1, failed: [] });
  await goTo('2026-06-20T03:00:00.000Z');
  expect(await replay()).toEqual([
    ['04-15T00:00', '05-15T00:00', 9_900n, []],
    ['05-15T00:00', '05-20T10:20', 9_900n + 6_000n + 1_212n, [1_212n]],
    ['05-20T00:00', '06-20T00:00', 49_900n, []],
  ]);
});
