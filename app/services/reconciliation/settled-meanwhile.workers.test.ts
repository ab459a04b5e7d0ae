import { beforeAll, expect, it } from 'vitest';
import { usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { april, FIRST_DAY, settle } from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { planToCsv } from '../../http/api/reconciliation-csv.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { queueDeltas } from '../usage/report/queue-deltas.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { planRepair } from './repair/plan-repair.ts';

const MINUTE_MS = 60_000;
/** Stripe has counted what was sent before. */
const looking = testContext({ now: new Date(april.now.getTime() + MINUTE_MS) });
const later = testContext({ now: new Date(april.now.getTime() + 2 * MINUTE_MS) });

let publisher: Publisher;
let runId: string;

beforeAll(async () => {
  await provisionCatalog(april);
  publisher = await makePublisher(april, { name: 'Forgotten for a while' });
  await settle(april);
  await setReplicaRows([
    {
      customerId: publisher.customerId,
      metric: 'impressions',
      hour: hourOf(FIRST_DAY, 2),
      quantity: 300_000,
      updatedAt: '2026-04-15T11:00:00.000Z',
    },
  ]);
  await runTestSync(april);
  await reportUsage(april);
  await advanceClock(looking.now);
  await ownerSql('UPDATE usage_records SET quantity = quantity + 40000 WHERE customer_id = $1', [
    publisher.customerId,
  ]);
  const found = await reconcileNow(looking, { customerId: publisher.customerId });
  expect(found.differences.map(({ key, cause }) => [key, cause])).toEqual([
    [usageKey(publisher, 'impressions', FIRST_DAY), 'forgotten'],
  ]);
  runId = found.run.id;
});

/** The only step of the plan as it is now, and what the CSV says of it. */
async function planned(ctx = looking) {
  const { actions } = await planRepair(ctx, { runId, pace: NO_PACE, now: ctx.now });
  const rows = actions.map((action) => ({
    ...action,
    type: action.action.type,
    status: 'planned',
    result: null,
  }));
  const [reason] = /(?<="reason"":"")\w+/.exec(planToCsv(rows)) ?? [];
  return { actions: actions.map(({ action }) => action), inCsv: reason };
}

const nothing = (reason: string) => ({ actions: [{ type: 'none', reason }], inCsv: reason });

it('units of a day that is not marked are forgotten', async () => {
  expect(await planned()).toEqual(nothing('forgotten'));
});

it('once the day is marked they are on their way', async () => {
  await ownerSql('UPDATE usage_daily SET revision = revision + 1 WHERE customer_id = $1', [
    publisher.customerId,
  ]);
  expect(await planned()).toEqual(nothing('on_its_way'));
});

it('they still are once they are in the outbox, and while Stripe has taken them and does not count them', async () => {
  await looking.db.batch({ kind: 'system' }, (db) => [
    db.execute(queueDeltas({ now: looking.now, days: 1 })),
  ]);
  expect(await planned()).toEqual(nothing('on_its_way'));
  await reportUsage(looking);
  expect(await planned()).toEqual(nothing('on_its_way'));
});

it('once Stripe counts them the difference is gone', async () => {
  await advanceClock(later.now);
  expect(await planned(later)).toEqual(nothing('gone'));
});
