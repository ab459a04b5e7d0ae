import { beforeAll, describe, expect, test } from 'vitest';
import {
  EVERY_KIND,
  hoursOf,
  liveThreePeriods,
  NOW,
  publishers,
  RENEWALS,
  STARTED,
} from '../../../dev/testing/three-periods.ts';
import {
  countTrips,
  insertTestSubscription,
  runTestSync,
  setReplicaRows,
} from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { METRICS } from '../../domain/metric.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { explainCharge } from '../usage/explain/explain-charge.ts';
import { getUsageHistory } from '../usage/history/get-usage-history.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { createCustomerPlanVersion } from './create-customer-plan-version.ts';
import { listPlans } from './list-plans.ts';
import { simulatePlans } from './simulate-plans.ts';

beforeAll(liveThreePeriods, 120_000);

const NOTHING = { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n };

function simulate(customerId: string, input: Partial<Parameters<typeof simulatePlans>[1]> = {}) {
  return simulatePlans(testContext({ now: NOW }), { customerId, periods: 12, ...input });
}

async function renewalSubtotals(customerId: string): Promise<bigint[]> {
  const rows = await ownerSql<{ subtotal: string }>(
    `SELECT subtotal_minor::text AS subtotal FROM invoices
     WHERE customer_id = $1 AND billing_reason = 'subscription_cycle' ORDER BY created_at`,
    [customerId],
  );
  return rows.map(({ subtotal }) => BigInt(subtotal));
}

describe('the current plan', () => {
  test.each(['listed', 'yen', 'agreed'] as const)(
    'of the %s publisher costs in each period what its invoice did, to the minor unit',
    async (name) => {
      const { customerId } = publishers[name];
      const { periods, plans } = await simulate(customerId);
      const [current] = plans;
      expect(current?.plan.isCurrent).toBe(true);
      const subtotals = await renewalSubtotals(customerId);
      expect(subtotals).toHaveLength(3);
      expect(current?.charges.map(({ total }) => total.amountMinor)).toEqual(subtotals);
      expect(periods.map(({ billed }) => billed?.amountMinor)).toEqual(subtotals);
      expect(new Set(subtotals).size).toBe(3);
    },
  );

  test.each(['late', 'corrected'] as const)(
    'of the %s publisher costs what was invoiced for each period, its late item or credit note included',
    async (name) => {
      const { customerId } = publishers[name];
      const { periods, plans } = await simulate(customerId);
      const simulated = plans[0]?.charges.map(({ total }) => total.amountMinor) ?? [];
      expect(periods.map(({ billed }) => billed?.amountMinor)).toEqual(simulated);
      const [asInvoiced] = await renewalSubtotals(customerId);
      expect(simulated[0]).not.toBe(asInvoiced);
      const [first, ...others] = periods.map(({ settledLater }) => settledLater);
      expect(first).toMatchObject([
        {
          description: expect.stringMatching(
            /^(Late usage|Correction of usage) for 15 April – 14 May 2026: /,
          ),
          amount: { amountMinor: (simulated[0] ?? 0n) - (asInvoiced ?? 0n) },
          state: name === 'late' ? 'billed' : 'credited',
        },
      ]);
      expect(others).toEqual([[], []]);
      expect(periods.map(({ unsettledUnits }) => unsettledUnits)).toEqual([NOTHING, NOTHING, NOTHING]);
    },
  );

  test('Growth, first period: $499.00 + 2,345,678 × $0.08 per 1,000 + 234,567 × $0.40 per 1,000 + 112.345678901 GB × $0.08', async () => {
    const { plans } = await simulate(publishers.listed.customerId);
    const [first] = plans[0]?.charges ?? [];
    const amounts = METRICS.flatMap((metric) =>
      first?.charges[metric].map(({ amount }) => amount.amountMinor),
    );
    // 18,765.424c, 9,382.68c and 898.765…c, beside the included tiers at nothing.
    expect(amounts.filter((amount) => amount !== 0n)).toEqual([18_765n, 9_383n, 899n]);
    expect(first?.total.amountMinor).toBe(49_900n + 18_765n + 9_383n + 899n);
  });
});

test('units that came after the invoice are told until something is decided about them', async () => {
  const { customerId, used } = publishers.agreed;
  const [first] = hoursOf('2026-06-15', used.impressions * 2);
  const now = new Date('2026-07-15T02:50:00.000Z');
  await setReplicaRows([
    {
      customerId,
      metric: 'impressions',
      hour: first?.hour ?? '',
      quantity: (first?.quantity ?? 0) + 777,
      updatedAt: '2026-07-15T02:40:00.000Z',
    },
  ]);
  await runTestSync(testContext({ now }));
  const unsettled = async () => (await simulate(customerId)).periods.map((period) => period.unsettledUnits);
  expect(await unsettled()).toEqual([NOTHING, { ...NOTHING, impressions: 777n }, NOTHING]);
  await reportUsage(testContext({ now }));
  expect(await unsettled()).toEqual([NOTHING, { ...NOTHING, impressions: 777n }, NOTHING]);
  await planAdjustments(testContext({ now }));
  expect(await unsettled()).toEqual([NOTHING, NOTHING, NOTHING]);
});

describe('simulatePlans', () => {
  test('replays the periods oldest first, with what was used in them', async () => {
    const { periods, basis, average } = await simulate(publishers.listed.customerId);
    expect(basis).toBe('history');
    expect(periods.map(({ end }) => end.toISOString().slice(0, 10))).toEqual(RENEWALS);
    const used = publishers.listed.used.api_calls;
    expect(periods.map(({ quantities }) => quantities.api_calls)).toEqual(
      [1, 2, 3].map((month) => BigInt(used * month)),
    );
    expect(average.api_calls).toBe(BigInt(used * 2));
  });

  test('of 2 periods asked for, the last two', async () => {
    const { periods } = await simulate(publishers.listed.customerId, { periods: 2 });
    expect(periods.map(({ start }) => start.toISOString().slice(0, 10))).toEqual([
      '2026-05-15',
      '2026-06-15',
    ]);
  });

  test('names the cheapest, and break-evens against every other plan', async () => {
    const { plans } = await simulate(publishers.yen.customerId);
    expect(plans.map(({ plan }) => plan.planId)).toEqual(['starter', 'growth', 'scale', 'enterprise']);
    const cheapest = plans.filter(({ isCheapest }) => isCheapest);
    expect(cheapest).toHaveLength(1);
    const lowest = plans.map(({ total }) => total.amountMinor).toSorted((a, b) => Number(a - b))[0];
    expect(cheapest[0]?.total.amountMinor).toBe(lowest);
    expect(plans[0]?.breakEven).toBeNull();
    expect(plans[1]?.breakEven?.impressions.kind).toBe('at');
  });

  test('the break-even is exact: replayed there the other plan is cheaper, one unit less it is not', async () => {
    const { customerId } = publishers.yen;
    const { plans, average } = await simulate(customerId);
    const growth = plans[1]?.breakEven?.impressions;
    if (growth?.kind !== 'at') throw new Error('no break-even');
    const gapAt = async (impressions: bigint) => {
      const { plans: replayed } = await simulate(customerId, { quantities: { ...average, impressions } });
      return (replayed[0]?.total.amountMinor ?? 0n) - (replayed[1]?.total.amountMinor ?? 0n);
    };
    expect((await gapAt(growth.quantity)) > 0n).toBe(true);
    expect((await gapAt(growth.quantity - 1n)) > 0n).toBe(false);
  });

  test('with quantities it is one made-up period; a metric left out stays at its average', async () => {
    const { basis, periods, average, plans } = await simulate(publishers.listed.customerId, {
      quantities: { impressions: 0n },
    });
    expect(basis).toBe('quantities');
    expect(periods).toMatchObject([{ quantities: { ...average, impressions: 0n }, billed: null }]);
    expect(plans[0]?.charges).toHaveLength(1);
  });

  test('what was agreed with one publisher is replayed for it beside the list, and for nobody else', async () => {
    const own = await simulate(publishers.agreed.customerId);
    expect(own.plans.map(({ plan }) => [plan.planId, plan.isCustom])).toEqual([
      ['growth', true],
      ['starter', false],
      ['growth', false],
      ['scale', false],
      ['enterprise', false],
    ]);
    const other = await simulate(publishers.listed.customerId);
    expect(other.plans.some(({ plan }) => plan.isCustom)).toBe(false);
  });

  test('a commitment of $9,000.00 on offer costs that at least: its true-up fills each period', async () => {
    const { customerId } = publishers.listed;
    await createCustomerPlanVersion(testContext({ now: NOW }), {
      customerId,
      planId: 'growth',
      terms: { ...EVERY_KIND, minimumCommitmentMinor: '900000' },
    });
    const { plans } = await simulate(customerId);
    const offered = plans.find(({ plan }) => plan.isCustom);
    expect(offered?.plan.isCurrent).toBe(false);
    expect(offered?.charges.map(({ total }) => total.amountMinor)).toEqual([900_000n, 900_000n, 900_000n]);
    for (const { baseFee, usage, trueUp } of offered?.charges ?? []) {
      expect(trueUp?.amountMinor).toBe(900_000n - baseFee.amountMinor - usage.amountMinor);
    }
  });

  test('costs one trip', async () => {
    const ctx = testContext({ now: NOW });
    const { database, trips } = countTrips(ctx.db);
    await simulatePlans({ ...ctx, db: database }, { customerId: publishers.yen.customerId, periods: 12 });
    expect(trips()).toBe(1);
  });

  test('an anchor at 13:00 cuts both its days by the hour', async () => {
    const { id } = await insertTestCustomer();
    await insertTestSubscription({
      customerId: id,
      anchorAt: '2026-05-31T13:00:00.000Z',
      createdAt: '2026-05-31T13:00:00.000Z',
      periodStart: '2026-06-30T13:00:00.000Z',
      periodEnd: '2026-07-31T13:00:00.000Z',
    });
    const hours: [string, number][] = [
      ['2026-05-31T12:00', 1_000],
      ['2026-05-31T13:00', 1],
      ['2026-06-01T00:00', 20],
      ['2026-06-30T12:00', 300],
      ['2026-06-30T13:00', 4_000],
    ];
    await setReplicaRows(
      hours.map(([hour, quantity]) => ({
        customerId: id,
        metric: 'api_calls',
        hour: `${hour}:00.000Z`,
        quantity,
        updatedAt: NOW.toISOString(),
      })),
    );
    await runTestSync(testContext({ now: NOW }));
    const { periods } = await simulate(id, { periods: 1 });
    expect(periods.map(({ start, quantities }) => [start.toISOString(), quantities.api_calls])).toEqual([
      ['2026-05-31T13:00:00.000Z', 321n],
    ]);
  });

  test('before the first period has closed there is nothing to replay, and nothing is the cheapest', async () => {
    const { id } = await insertTestCustomer();
    await insertTestSubscription({
      customerId: id,
      anchorAt: '2026-07-10T00:00:00.000Z',
      periodStart: '2026-07-10T00:00:00.000Z',
      periodEnd: '2026-08-10T00:00:00.000Z',
    });
    const { periods, plans } = await simulate(id);
    expect(periods).toEqual([]);
    expect(plans.map(({ isCheapest }) => isCheapest)).toEqual([false, false, false, false]);
  });

  test('no subscription is no_subscription, another publisher’s is not_found, staff may look', async () => {
    const customer = await insertTestCustomer();
    await expect(simulate(customer.id)).rejects.toMatchObject({ code: 'no_subscription' });
    const input = { customerId: publishers.yen.customerId, periods: 1 };
    const stranger = testContext({ actor: publisherActor(customer), now: NOW });
    await expect(simulatePlans(stranger, input)).rejects.toMatchObject({ code: 'not_found' });
    const staff = testContext({ actor: staffActor('readonly'), now: NOW });
    expect((await simulatePlans(staff, input)).periods).toHaveLength(1);
  });
});

describe('listPlans', () => {
  test('tells a publisher without a subscription the list in its own currency', async () => {
    const customer = await insertTestCustomer({ currency: 'gbp' });
    const plans = await listPlans(testContext({ actor: publisherActor(customer), now: NOW }), {
      customerId: customer.id,
    });
    expect(plans.map(({ planId, isCurrent, prices }) => [planId, isCurrent, prices.baseFee])).toEqual([
      ['starter', false, { amountMinor: 7_900n, currency: 'gbp' }],
      ['growth', false, { amountMinor: 39_900n, currency: 'gbp' }],
      ['scale', false, { amountMinor: 159_900n, currency: 'gbp' }],
      ['enterprise', false, { amountMinor: 799_900n, currency: 'gbp' }],
    ]);
  });

  test('another publisher’s is not_found, an unknown customer too', async () => {
    const customer = await insertTestCustomer();
    const ctx = testContext({ actor: publisherActor(customer), now: NOW });
    const { customerId } = publishers.agreed;
    await expect(listPlans(ctx, { customerId })).rejects.toMatchObject({ code: 'not_found' });
    const system = testContext({ now: NOW });
    await expect(listPlans(system, { customerId: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('how many units were in billed packages is not known without a seal, and is never told to be none', async () => {
  const { customerId } = publishers.agreed;
  const ctx = testContext({ now: NOW });
  const key = { customerId, metric: 'data_transfer_bytes', at: STARTED } as const;
  const sealed = await explainCharge(ctx, key);
  expect(sealed.chargedQuantity).toBe(BigInt(publishers.agreed.used.data_transfer_bytes));
  await ownerSql(`DELETE FROM invoice_usage_digests WHERE customer_id = $1`, [customerId]);
  const explained = await explainCharge(ctx, key);
  expect(explained.chargedQuantity).toBeNull();
  expect(explained.buckets).toBeNull();
  expect(explained.total).toEqual(sealed.total);
  const history = await getUsageHistory(ctx, { customerId });
  const first = history.at(-1)?.invoice?.billedQuantities;
  expect(first).toMatchObject({ data_transfer_bytes: null, impressions: 2_222_221n });
  expect(
    (await simulate(customerId)).periods.map(({ unsettledUnits }) => unsettledUnits.data_transfer_bytes),
  ).toEqual([0n, 0n, 0n]);
});
