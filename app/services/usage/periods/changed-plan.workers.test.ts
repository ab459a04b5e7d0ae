import { beforeAll, describe, expect, test } from 'vitest';
import { changePlanInStripe } from '../../../../dev/testing/change-plan.ts';
import { settleWebhooks } from '../../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { chargeExplanationSchema } from '../../../http/api/usage-insight-schemas.ts';
import { explanationToJson, historyToJson } from '../../../http/api/usage-insight-to-json.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../../customers/create-customer.ts';
import { simulatePlans } from '../../plans/simulate-plans.ts';
import { checkPreviews } from '../../rating-checks/check-previews.ts';
import { type ExplainedBillChange, explainBillChange } from '../explain/explain-bill-change.ts';
import { explainCharge } from '../explain/explain-charge.ts';
import { getUsageOverview } from '../get-usage-overview.ts';
import { getUsageHistory } from '../history/get-usage-history.ts';
import { reportUsage } from '../report/report-usage.ts';

let now = new Date('2026-04-15T12:00:00.000Z');
let customer: CreatedCustomer;
let wanderer: CreatedCustomer;
/** Of the month of the change, while it ran. */
let running: ExplainedBillChange;
const ctxNow = () => testContext({ now });
const CHANGED = new Date('2026-05-20T00:00:00.000Z');
const BEFORE = new Date('2026-04-20T00:00:00.000Z');

async function goTo(to: string): Promise<void> {
  now = new Date(`2026-${to}:00.000Z`);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

/** The same of both. */
async function use(hour: string, quantity: number): Promise<void> {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  await setReplicaRows(
    [customer, wanderer].map(({ customerId }) => ({
      customerId,
      metric: 'impressions',
      hour: `2026-${hour}:00.000Z`,
      quantity,
      updatedAt,
    })),
  );
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

/**
 * Starter ($99.00, 1 M impressions, then $0.12 per 1,000) from 15 April; at 10:00 of 27 May it becomes Growth ($499.00,
 * 10 M impressions). The month of the change has 1,538,444 impressions: 1.2 M before it and the rest after, so that
 * Starter's price charges $24.00 for its part and Growth's nothing. Another one goes to Growth on 22 May and is back on
 * Starter from 27 May.
 */
beforeAll(async () => {
  await provisionCatalog(ctxNow());
  customer = await join('changed');
  wanderer = await join('wanderer');
  await goTo('05-01T06:10');
  await use('05-01T05:00', 1_500_000);
  await goTo('05-20T06:10');
  await use('05-20T05:00', 1_200_000);
  await goTo('05-22T10:00');
  await changePlanInStripe(ctxNow(), wanderer, 'growth');
  await goTo('05-27T10:00');
  await changePlanInStripe(ctxNow(), customer, 'growth');
  await changePlanInStripe(ctxNow(), wanderer, 'starter');
  await goTo('06-01T06:10');
  await use('06-01T05:00', 338_444);
  await checkPreviews(ctxNow());
  running = await explainBillChange(ctxNow(), { customerId: customer.customerId });
  await goTo('06-15T00:30');
}, 60_000);

function join(name: string): Promise<CreatedCustomer> {
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

const OF_STARTER = { planName: 'Starter', units: 200_000n, amount: { amountMinor: 2_400n } };

test.each([
  ['once', () => customer, ['Starter', 'Growth'], 11_000_000n],
  ['away and back', () => wanderer, ['Starter'], 2_000_000n],
] as const)(
  'the plan changed %s: while the invoice is a draft, page and explanation tell its lines, not yet invoiced',
  async (_, whose, planNames, includedUnits) => {
    const { customerId } = whose();
    const { usage, changedPlans, invoice } = await getUsageOverview(ctxNow(), { customerId, at: CHANGED });
    expect([invoice, changedPlans]).toEqual([null, planNames]);
    expect(usage.metrics.impressions).toMatchObject({
      quantity: 1_538_444n,
      includedUnits,
      overageUnits: 200_000n,
      overageCost: { amountMinor: 2_400n },
      lines: [OF_STARTER],
    });
    const explained = await explainCharge(ctxNow(), { customerId, metric: 'impressions', at: CHANGED });
    expect(explained).toMatchObject({
      changed: { planNames, includedUnits },
      total: { amountMinor: 2_400n },
      invoice: null,
      invoicedTotal: null,
    });
    expect(explained.lines.every(({ invoiced }) => invoiced === null)).toBe(true);
  },
);

test('while it runs, its bill against the last is what its invoice will be: usage in its parts, the prorations apart', () => {
  const parts = running.parts.map(({ cause, metric, amount }) => [cause, metric, amount.amountMinor]);
  expect([running.isRunning, parts]).toEqual([
    true,
    [
      ['plan', 'impressions', 2_400n - 6_000n],
      ['plan', null, 49_900n - 9_900n],
      ['one_off', null, 29_913n - 5_935n],
    ],
  ]);
});

describe('a plan changed within the month, once invoiced', () => {
  beforeAll(() => goTo('06-15T03:00'));

  test('each closed period is on the plan that its invoice billed, the running one on that of now', async () => {
    const periods = await getUsageHistory(ctxNow(), { customerId: customer.customerId });
    expect(
      periods.map(({ period, plan, usageCharge }) => [
        period.start.toISOString().slice(5, 10),
        plan.name,
        usageCharge?.amountMinor,
      ]),
    ).toEqual([
      ['06-15', 'Growth', 0n],
      ['05-15', 'Growth', 2_400n],
      ['04-15', 'Starter', 6_000n],
    ]);
  });

  test('the page of the period before the change is that of the plan before', async () => {
    const { usage } = await getUsageOverview(ctxNow(), { customerId: customer.customerId, at: BEFORE });
    expect(usage).toMatchObject({ plan: { id: 'starter' }, totalOverageCost: { amountMinor: 6_000n } });
    expect(usage.metrics.data_transfer_bytes.includedUnits).toBe(50_000_000_000n);
  });

  test('the page of the period of the change tells what its invoice says, and computes nothing', async () => {
    const { customerId } = customer;
    const { usage, changedPlans } = await getUsageOverview(ctxNow(), { customerId, at: CHANGED });
    expect(changedPlans).toEqual(['Starter', 'Growth']);
    expect(usage).toMatchObject({ plan: { id: 'growth' }, totalOverageCost: { amountMinor: 2_400n } });
    expect(usage.metrics.impressions).toMatchObject({
      quantity: 1_538_444n,
      includedUnits: 11_000_000n,
      overageUnits: 200_000n,
      lines: [
        { planName: 'Starter', units: 200_000n, unitAmountDecimal: '0.012', amount: { amountMinor: 2_400n } },
      ],
    });
  });

  test('its charge is explained by the lines of the invoice, which are not judged', async () => {
    const explained = await explainCharge(ctxNow(), {
      customerId: customer.customerId,
      metric: 'impressions',
      at: CHANGED,
    });
    expect(explained).toMatchObject({
      changed: { planNames: ['Starter', 'Growth'], includedUnits: 11_000_000n },
      chargedQuantity: 1_538_444n,
      total: { amountMinor: 2_400n },
      invoicedTotal: { amountMinor: 2_400n },
    });
    expect(
      explained.lines.map(({ planName, units, amount }) => [planName, units, amount.amountMinor]),
    ).toEqual([
      ['Starter', 1_000_000n, 0n],
      ['Starter', 200_000n, 2_400n],
      ['Growth', 338_444n, 0n],
    ]);
  });

  test('away and back: each stretch from zero, and late usage of it waits for a person', async () => {
    const { customerId } = wanderer;
    const { usage } = await getUsageOverview(ctxNow(), { customerId, at: CHANGED });
    expect(usage).toMatchObject({ plan: { id: 'starter' }, totalOverageCost: { amountMinor: 2_400n } });
    const { lines, total } = await explainCharge(ctxNow(), {
      customerId,
      metric: 'impressions',
      at: CHANGED,
    });
    expect(total).toMatchObject({ amountMinor: 2_400n });
    expect(lines.map(({ planName, units }) => [planName, units])).toEqual([
      ['Starter', 1_000_000n],
      ['Starter', 200_000n],
      ['Starter', 338_444n],
    ]);
  });

  test('a charge of one plan is explained as ever', async () => {
    const { customerId } = customer;
    const { changed, lines } = await explainCharge(ctxNow(), {
      customerId,
      metric: 'impressions',
      at: BEFORE,
    });
    expect([changed, lines.map(({ amount }) => amount.amountMinor)]).toEqual([null, [0n, 6_000n]]);
  });

  test('why the bill changed: usage as charged and the fee by the change of plan, the prorations apart', async () => {
    const { customerId } = customer;
    const change = await explainBillChange(ctxNow(), { customerId, at: CHANGED });
    expect(change.parts.map(({ cause, metric, amount }) => [cause, metric, amount.amountMinor])).toEqual([
      ['plan', 'impressions', 2_400n - 6_000n],
      ['plan', null, 49_900n - 9_900n],
      ['one_off', null, 29_913n - 5_935n],
    ]);
  });

  test('the API says so too', async () => {
    const { customerId } = customer;
    const explained = await explainCharge(ctxNow(), { customerId, metric: 'impressions', at: CHANGED });
    const json = chargeExplanationSchema.parse(JSON.parse(JSON.stringify(explanationToJson(explained))));
    expect(json).toMatchObject({
      plan_change: { plans: ['Starter', 'Growth'], included: 11_000_000 },
      total: 24,
      invoiced_total: 24,
    });
    const { periods } = historyToJson(await getUsageHistory(ctxNow(), { customerId }));
    expect(periods.map(({ plan_type: plan }) => plan)).toEqual(['growth', 'growth', 'starter']);
  });

  test('what was invoiced for the closed periods stands beside every plan as it was', async () => {
    const { periods } = await simulatePlans(ctxNow(), { customerId: customer.customerId, periods: 12 });
    expect(periods.map(({ billed }) => billed?.amountMinor)).toEqual([
      9_900n + 6_000n,
      9_900n + 2_400n - 5_935n + 29_913n,
    ]);
  });

  test('where a part of it was sold by packages, its units are what the meter had taken, or not known', async () => {
    const { customerId } = customer;
    const billed = async () => {
      const periods = await getUsageHistory(ctxNow(), { customerId });
      return periods[1]?.invoice?.billedQuantities.impressions;
    };
    expect(await billed()).toBe(1_538_444n);
    await ownerSql(
      `UPDATE plan_prices SET kind = 'package', package_size = 1000, package_amount_decimal = 5, package_round = 'up'
       WHERE stripe_price_id = (SELECT stripe_price_id FROM invoice_line_items
         WHERE customer_id = $1 AND component = 'impressions' AND quantity = 338444)`,
      [customerId],
    );
    expect(await billed()).toBe(1_538_444n);
    await ownerSql('DELETE FROM invoice_usage_digests WHERE customer_id = $1', [customerId]);
    expect(await billed()).toBeNull();
  });
});
