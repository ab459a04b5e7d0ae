import { beforeAll, expect, it } from 'vitest';
import { meterEvent, usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import {
  april,
  FIRST_DAY,
  LOOKED_AT,
  letMetersCount,
  looking,
  may,
  NOW,
  settle,
} from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { issueAdjustments } from '../adjustments/issue-adjustments.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { simulatePlans } from '../plans/simulate-plans.ts';
import { giveCredit } from '../reconciliation/cases/give-credit.ts';
import { planCredit } from '../reconciliation/cases/plan-credit.ts';
import { applyRepair } from '../reconciliation/repair/apply-repair.ts';
import { planRepair } from '../reconciliation/repair/plan-repair.ts';
import { explainCharge } from './explain/explain-charge.ts';
import { getUsageOverview } from './get-usage-overview.ts';
import { getUsageHistory } from './history/get-usage-history.ts';
import { reportUsage } from './report/report-usage.ts';

/** 1,300,000 of ours and 200,000 that somebody else reported: Stripe billed 1,500,000, 500,000 over at 0.12: $60.00. */
let publisher: Publisher;
const at = new Date('2026-04-20T00:00:00.000Z');
const admin = testContext({ actor: staffActor('admin'), now: LOOKED_AT });

beforeAll(async () => {
  await provisionCatalog(april);
  publisher = await makePublisher(april, { name: 'Billed beyond' });
  await settle(april);
  await setReplicaRows([
    {
      customerId: publisher.customerId,
      metric: 'impressions',
      quantity: 1_300_000,
      hour: hourOf(FIRST_DAY, 2),
      updatedAt: '2026-04-15T11:00:00Z',
    },
  ]);
  await runTestSync(april);
  await reportUsage(april);
  await meterEvent(publisher, { metric: 'impressions', value: 200_000n, at: hourOf(FIRST_DAY, 3) });
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await letMetersCount();
  await ownerSql(`UPDATE usage_outbox SET accepted_at = accepted_at - interval '1 hour'`);
}, 120_000);

async function told() {
  const { customerId } = publisher;
  const [overview, charge, history, simulation] = await Promise.all([
    getUsageOverview(looking, { customerId, at }),
    explainCharge(looking, { customerId, metric: 'impressions', at }),
    getUsageHistory(looking, { customerId }),
    simulatePlans(looking, { customerId, periods: 1 }),
  ]);
  const own = history.find(({ invoice }) => invoice !== null);
  return {
    page: overview.usage.totalOverageCost.amountMinor,
    charged: charge.chargedQuantity,
    total: charge.total.amountMinor,
    invoiced: charge.invoicedTotal?.amountMinor,
    history: [own?.invoice?.billedQuantities.impressions, own?.usageCharge?.amountMinor],
    buckets: charge.buckets,
    pageBuckets: overview.buckets?.impressions,
    whatIf: [
      simulation.periods[0]?.billed?.amountMinor,
      simulation.plans.find(({ plan }) => plan.planId === 'starter')?.total?.amountMinor,
      simulation.periods[0]?.unsettledUnits.impressions,
    ],
  };
}

it('pages, API and what-if tell what the invoice bills, and that 200,000 of it were never used', async () => {
  const buckets = [
    { name: 'invoiced', units: 1_500_000n },
    { name: 'open', units: -200_000n },
  ];
  expect(await told()).toMatchObject({
    page: 6_000n,
    charged: 1_500_000n,
    total: 6_000n,
    invoiced: 6_000n,
    history: [1_500_000n, 6_000n],
    buckets,
    pageBuckets: buckets,
    whatIf: [15_900n, 13_500n, -200_000n],
  });
});

it('once a person has given it back, nothing is open', async () => {
  const { run } = await reconcileNow(looking);
  const repair = { runId: run.id, pace: NO_PACE, now: LOOKED_AT };
  const { planHash } = await planRepair(looking, repair);
  await applyRepair(looking, { ...repair, planHash, reason: 'Look at them.' });
  const [found] = await ownerSql<{ id: string }>(
    'SELECT id FROM reconciliation_cases WHERE difference_key = $1',
    [usageKey(publisher, 'impressions', FIRST_DAY)],
  );
  const one = { id: found?.id ?? '', pace: NO_PACE, now: LOOKED_AT };
  const { plan } = await planCredit(admin, one);
  if (plan.kind === 'refused') throw new Error(plan.message);
  await giveCredit(admin, { ...one, planHash: plan.planHash, keyword: 'credit', reason: 'Reported twice.' });
  await issueAdjustments(looking);
  await settle(looking);
  const buckets = [
    { name: 'invoiced', units: 1_500_000n },
    { name: 'credited', units: -200_000n },
  ];
  expect(await told()).toMatchObject({
    page: 6_000n,
    history: [1_500_000n, 6_000n],
    buckets,
    pageBuckets: buckets,
    whatIf: [13_500n, 13_500n, 0n],
  });
});
