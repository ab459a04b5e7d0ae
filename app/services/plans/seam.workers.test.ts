import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, testContext } from '../../../dev/testing/workers.ts';
import { simulationToJson } from '../../http/api/simulation-to-json.ts';
import { getSellablePlan } from '../catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { simulatePlans } from './simulate-plans.ts';

let now = new Date('2026-04-15T12:00:00.000Z');
/** Whose next plan charges its flat fee for the part of a month before its first renewal, and whose does not. */
let prorated: Publisher;
let unprorated: Publisher;

interface Publisher {
  customerId: string;
  stripeCustomerId: string;
  stripeSubscriptionId: string;
}

const ctxNow = () => testContext({ now });

async function goTo(to: string): Promise<void> {
  now = new Date(`${to}:00.000Z`);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

async function use(hour: string, quantity: number): Promise<void> {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  await setReplicaRows(
    [prorated, unprorated].map(({ customerId }) => ({
      customerId,
      metric: 'impressions',
      hour: `${hour}:00.000Z`,
      quantity,
      updatedAt,
    })),
  );
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

function join(name: string): Promise<Publisher> {
  return createCustomer(ctxNow(), {
    email: `${name}@publisher.test`,
    name: 'Seam Games',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

async function changeWithinTheMonth(
  { customerId, stripeCustomerId, stripeSubscriptionId }: Publisher,
  prorationBehavior: 'create_prorations' | 'none',
): Promise<void> {
  const { stripe } = ctxNow();
  await stripe.subscriptions.cancel(stripeSubscriptionId, { invoice_now: true, prorate: true });
  const starter = await getSellablePlan(ctxNow(), { planId: 'starter', currency: 'usd', customerId });
  await stripe.subscriptions.create({
    customer: stripeCustomerId,
    items: starter.stripePriceIds.map((price) => ({ price })),
    billing_cycle_anchor: Date.parse('2026-06-01T00:00:00Z') / 1_000,
    proration_behavior: prorationBehavior,
  });
}

/**
 * Starter from 15 April ends at 10:00 of 20 May, its unused time given back; the next Starter begins there and has its
 * first renewal on 1 June.
 */
beforeAll(async () => {
  await provisionCatalog(ctxNow());
  prorated = await join('prorated');
  unprorated = await join('unprorated');
  await goTo('2026-05-18T06:10');
  await use('2026-05-18T05:00', 1_500_000);
  await goTo('2026-05-20T10:00');
  await changeWithinTheMonth(prorated, 'create_prorations');
  await changeWithinTheMonth(unprorated, 'none');
  await goTo('2026-05-25T06:10');
  await use('2026-05-25T05:00', 1_200_000);
  await goTo('2026-07-01T03:00');
}, 60_000);

const ENDED = 9_900n - 8_170n + 6_000n;

test.each([
  [
    '$99 less the unused 614 of 744 hours, and 500,000 × $0.12 per 1,000; then 278 of 744 hours, and 200,000 × $0.12',
    () => prorated,
    3_699n + 2_400n,
  ],
  ['the same, and then no flat fee, which was not charged, but 200,000 × $0.12', () => unprorated, 2_400n],
])(
  'the parts of the months at the seam come to what was invoiced on their own plan: %s',
  async (_, who, begun) => {
    const { periods, plans } = await simulatePlans(ctxNow(), { customerId: who().customerId, periods: 12 });
    const own = plans.find(({ plan }) => plan.isCurrent);
    const told = periods.map(({ start, end, billed }, index) => [
      start.toISOString().slice(5, 16),
      end.toISOString().slice(5, 16),
      billed?.amountMinor,
      own?.charges[index]?.total.amountMinor,
    ]);
    expect(told).toEqual([
      ['04-15T00:00', '05-15T00:00', 9_900n, 9_900n],
      ['05-15T00:00', '05-20T10:00', ENDED, ENDED],
      ['05-20T10:00', '06-01T00:00', begun, begun],
      ['06-01T00:00', '07-01T00:00', 9_900n, 9_900n],
    ]);
  },
);

test('on another plan the parts cost the same share of its fee: $499.00 × 1,730 of 9,900 and × 3,699 of 9,900', async () => {
  const { customerId } = prorated;
  const { plans } = await simulatePlans(ctxNow(), { customerId, periods: 12 });
  const growth = plans.find(({ plan }) => plan.planId === 'growth');
  expect(growth?.charges.map(({ baseFee }) => baseFee.amountMinor)).toEqual([
    49_900n,
    8_720n,
    18_644n,
    49_900n,
  ]);
});

test('the mean of a period is that of the whole ones: nothing was used in them', async () => {
  const { customerId } = prorated;
  const { average } = await simulatePlans(ctxNow(), { customerId, periods: 12 });
  expect(average.impressions).toBe(0n);
});

test('the API says which periods are parts of a month', async () => {
  const { customerId } = unprorated;
  const { periods } = simulationToJson(await simulatePlans(ctxNow(), { customerId, periods: 12 }));
  expect(periods.map(({ is_part_of_month: isPart }) => isPart)).toEqual([false, true, true, false]);
});
