import { beforeAll, expect, it } from 'vitest';
import { changePlanInStripe } from '../../../dev/testing/change-plan.ts';
import { cancelEvent, usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { FIRST_DAY, settle } from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, letMetersCount, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { checkPreviews } from '../rating-checks/check-previews.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { planRepair } from './repair/plan-repair.ts';

const MILLION = 1_000_000;
/** What the meter loses of each, before the change: 0.3 % of the units, and $3.60 at Starter's rate. */
const LOST = { hour: '2026-04-20T06:00:00.000Z', units: 30_000 };

let now = new Date('2026-04-15T12:00:00.000Z');
const ctxNow = () => testContext({ now });
let everybody: readonly Publisher[] = [];
const named = (name: string) => everybody.find((one) => one.name === name) as Publisher;

async function goTo(to: string): Promise<void> {
  now = new Date(to);
  await advanceClock(now);
  await settle(ctxNow());
}

async function use(
  publishers: readonly Publisher[],
  hours: readonly (readonly [hour: string, quantity: number])[],
): Promise<void> {
  await setReplicaRows(
    publishers.flatMap(({ customerId }) =>
      hours.map(([hour, quantity]) => ({
        ...{ customerId, metric: 'impressions', hour, quantity },
        updatedAt: new Date(now.getTime() - 60_000).toISOString(),
      })),
    ),
  );
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
  await letMetersCount();
}

/**
 * Starter (1 M impressions, then $0.12 a thousand) with 1,230,000 on 20 April; then Growth (10 M included) from 30 April on,
 * or from 30 April to 5 May, with 8 M more; or from the renewal on.
 */
beforeAll(async () => {
  await provisionCatalog(ctxNow());
  everybody = [
    await makePublisher(ctxNow(), { name: 'changed' }),
    await makePublisher(ctxNow(), { name: 'returned' }),
    await makePublisher(ctxNow(), { name: 'renewed' }),
  ];
  await settle(ctxNow());
  await goTo('2026-04-20T09:00:00.000Z');
  await use(everybody, [
    ['2026-04-20T05:00:00.000Z', 1.2 * MILLION],
    [LOST.hour, LOST.units],
  ]);
  for (const one of everybody) await cancelEvent(one, 'impressions', LOST.hour);
  await goTo('2026-04-30T00:00:00.000Z');
  await changePlanInStripe(ctxNow(), named('changed'), 'growth');
  await changePlanInStripe(ctxNow(), named('returned'), 'growth');
  await goTo('2026-05-05T00:00:00.000Z');
  await changePlanInStripe(ctxNow(), named('returned'), 'starter');
  await goTo('2026-05-06T09:00:00.000Z');
  await use([named('changed'), named('returned')], [[hourOf('2026-05-06', 5), 8 * MILLION]]);
  await goTo('2026-05-07T00:50:00.000Z');
}, 120_000);

const differences = async () => {
  const { run, differences: found } = await reconcileNow(ctxNow());
  const impressions = found.filter(({ metric }) => metric === 'impressions');
  return { runId: run.id, found: new Map(impressions.map((one) => [one.key, one])) };
};

it('while the period runs, units that may have cost something under the plan before are no matter of tolerance', async () => {
  await checkPreviews(ctxNow());
  const { found } = await differences();
  for (const name of ['changed', 'returned']) {
    expect(found.get(usageKey(named(name), 'impressions', FIRST_DAY))).toMatchObject({
      amount_effect_minor: '360',
      evidence: { isInParts: true },
    });
  }
});

it('nor once it is invoiced, and no rule repairs it: which part lacks them only a person can say', async () => {
  await goTo('2026-05-15T00:20:00.000Z');
  await changePlanInStripe(ctxNow(), named('renewed'), 'growth');
  await goTo('2026-05-15T12:20:00.000Z');
  const { runId, found } = await differences();
  for (const name of ['changed', 'returned']) {
    expect(found.get(usageKey(named(name), 'impressions', FIRST_DAY))).toMatchObject({
      amount_effect_minor: '360',
      evidence: { isInParts: true },
    });
  }
  const { actions } = await planRepair(ctxNow(), { runId, pace: NO_PACE, now });
  const byHand = actions.filter(({ action }) => action.type === 'alert' && action.reason === 'bill_by_hand');
  expect(byHand.map(({ differenceKey }) => differenceKey).sort()).toEqual(
    ['changed', 'returned'].map((name) => usageKey(named(name), 'impressions', FIRST_DAY)).sort(),
  );
});

it('a period that was billed on another plan than that of now is valued by the prices of its invoice', async () => {
  const { found } = await differences();
  const renewed = found.get(usageKey(named('renewed'), 'impressions', FIRST_DAY));
  expect(renewed?.amount_effect_minor).toBe('360');
  expect(renewed?.evidence).not.toHaveProperty('isInParts');
});

it('an invoice that was made void says nothing of prices', async () => {
  const key = usageKey(named('renewed'), 'impressions', FIRST_DAY);
  await ownerSql(
    `UPDATE invoices SET status = 'void' WHERE customer_id = $1 AND billing_reason = 'subscription_cycle'`,
    [named('renewed').customerId],
  );
  expect((await differences()).found.get(key)?.amount_effect_minor).toBe('0');
});
