import { beforeAll, expect, it } from 'vitest';
import { cancelEvent, meterOf } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import {
  april,
  LATER,
  later,
  letMetersCount,
  liveTwoPeriods,
  SECOND_PERIOD,
} from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import type { ServiceContext } from '../context.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { planRepair } from './repair/plan-repair.ts';

let own: Publisher;

beforeAll(async () => {
  await liveTwoPeriods(async () => {
    own = await makePublisher(april, { name: 'Twice repaired' });
    return [own];
  });
}, 120_000);

/** The last trip before the plan is accepted has been made: somebody else is quicker. */
function overtaken(ctx: ServiceContext, { after, by }: { after: number; by: () => Promise<unknown> }) {
  let trips = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    trips += 1;
    if (trips === after + 1) await by();
    return ctx.db.batch(scope, build);
  };
  return { ctx: { ...ctx, db: { ...ctx.db, batch } }, trips: () => trips };
}

it('units lost once are put back once, also when two runs plan it and both plans are applied at the same time', async () => {
  await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
  await letMetersCount();
  const lost = await meterOf(own, 'impressions', 2);
  const planned = async () => {
    const { run } = await reconcileNow(later, { customerId: own.customerId });
    const counted = overtaken(later, { after: Number.POSITIVE_INFINITY, by: async () => undefined });
    const { planHash } = await planRepair(counted.ctx, { runId: run.id, pace: NO_PACE, now: LATER });
    const input = { runId: run.id, planHash, reason: 'Lost.', pace: NO_PACE, now: LATER };
    return { input, trips: counted.trips() };
  };
  const first = await planned();
  const second = await planned();
  const slow = overtaken(later, {
    after: second.trips + 1,
    by: () => applyRepair(later, first.input),
  });
  await expect(applyRepair(slow.ctx, second.input)).rejects.toMatchObject({ code: 'conflict' });
  await expect(applyRepair(later, second.input)).rejects.toMatchObject({ code: 'conflict' });
  await reportUsage(later);
  await letMetersCount();
  expect(await meterOf(own, 'impressions', 2)).toBe(lost + 300_000n);
  const repairs = await ownerSql(
    `SELECT split_part(identifier, ':repair:', 2) AS nth, quantity_delta::int AS units, status FROM usage_outbox
     WHERE customer_id = $1 AND identifier LIKE '%:repair:%'`,
    [own.customerId],
  );
  expect(repairs).toEqual([{ nth: '0', units: 300_000, status: 'accepted' }]);
}, 120_000);
