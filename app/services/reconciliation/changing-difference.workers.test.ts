import { beforeAll, expect, it } from 'vitest';
import { cancelEvent, meterEvent, usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { april, FIRST_DAY, looking, may, NOW, settle } from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { endCases } from './repair/end-cases.ts';
import { planRepair } from './repair/plan-repair.ts';

const HOUR_MS = 3_600_000;
const firstLook = testContext({ now: new Date(april.now.getTime() + HOUR_MS) });
const nextNight = testContext({ now: new Date(looking.now.getTime() + 24 * HOUR_MS) });

let own: Publisher;

async function reportHour(ctx: ServiceContext, hour: number, quantity: number) {
  await setReplicaRows([
    {
      customerId: own.customerId,
      metric: 'impressions',
      hour: hourOf(FIRST_DAY, hour),
      quantity,
      updatedAt: ctx.now.toISOString(),
    },
  ]);
  await runTestSync(ctx);
  await reportUsage(ctx);
}

async function reconcile(ctx: ServiceContext) {
  const { run, differences } = await reconcileNow(ctx);
  return { runId: run.id, told: run.differences, known: run.acknowledged, differences };
}

async function apply(ctx: ServiceContext, runId: string) {
  const { planHash } = await planRepair(ctx, { runId, pace: NO_PACE, now: ctx.now });
  await applyRepair(ctx, { runId, planHash, reason: 'Look.', pace: NO_PACE, now: ctx.now });
}

const cases = () =>
  ownerSql<{ id: string }>(
    `SELECT id, type, status, fingerprint, amount_minor::int AS amount, detail ->> 'followed_by' AS followed_by
     FROM reconciliation_cases ORDER BY created_at`,
  );

const FREE = { type: 'alert', fingerprint: '-250000', amount: null };
const BILLED = { type: 'propose_credit', fingerprint: '-250000:billed', amount: 1_800 };

beforeAll(async () => {
  await provisionCatalog(april);
  own = await makePublisher(april, { name: 'Reported by another' });
  await settle(april);
  await reportHour(april, 2, 600_000);
  await meterEvent(own, { metric: 'impressions', value: 250_000n, at: hourOf(FIRST_DAY, 3) });
  await advanceClock(firstLook.now);
}, 120_000);

it('250,000 units from nowhere, within what is included, are put before a person', async () => {
  const first = await reconcile(firstLook);
  expect(first).toMatchObject({
    told: 1,
    differences: [{ key: usageKey(own, 'impressions', FIRST_DAY), amount_effect_minor: '0' }],
  });
  await apply(firstLook, first.runId);
  expect(await cases()).toMatchObject([{ ...FREE, status: 'open' }]);
});

it('the case stays open when more usage makes them cost $18.00, told anew, and the period is invoiced', async () => {
  await reportHour(firstLook, 5, 300_000);
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  const night = await reconcile(looking);
  expect(night).toMatchObject({ told: 1, known: 0, differences: [{ amount_effect_minor: '-1800' }] });
  expect(await cases()).toMatchObject([{ ...FREE, status: 'open' }]);
});

it('a person who applies the plan has a case of what it is now, which follows the other', async () => {
  const again = await reconcile(nextNight);
  expect(again).toMatchObject({ told: 1, known: 0 });
  await apply(nextNight, again.runId);
  const [before, after] = await cases();
  expect(after).toMatchObject({ ...BILLED, status: 'open', followed_by: null });
  expect(before).toMatchObject({ ...FREE, status: 'gone', followed_by: after?.id });
  expect(
    await ownerSql(
      `SELECT object_id, before, after FROM billing_audit WHERE action = 'reconciliation.case_followed'`,
    ),
  ).toEqual([
    {
      object_id: before?.id,
      before: { status: 'open' },
      after: { status: 'gone', followedBy: after?.id },
    },
  ]);
});

it('a case whose difference has become one that a repair sends to the meter is gone with that repair', async () => {
  const lookAfter = (hours: number) =>
    testContext({ now: new Date(looking.now.getTime() + hours * HOUR_MS) });
  const hour = hourOf('2026-05-16', 2);
  const open = () => ownerSql(`SELECT difference_key AS key FROM reconciliation_cases WHERE status = 'open'`);
  const key = usageKey(own, 'impressions');
  await advanceClock(lookAfter(48).now);
  await setReplicaRows([
    {
      ...{ customerId: own.customerId, metric: 'impressions', hour, quantity: 100_000 },
      updatedAt: lookAfter(48).now.toISOString(),
    },
  ]);
  await runTestSync(lookAfter(48));
  await reportUsage(lookAfter(48));
  await meterEvent(own, { metric: 'impressions', value: 30_000n, at: hourOf('2026-05-16', 3) });
  await advanceClock(lookAfter(54).now);
  await apply(lookAfter(54), (await reconcile(lookAfter(54))).runId);
  expect(await open()).toContainEqual({ key });
  await cancelEvent(own, 'impressions', hour);
  await advanceClock(lookAfter(60).now);
  const { runId } = await reconcile(lookAfter(60));
  expect(await open()).toContainEqual({ key });
  await apply(lookAfter(60), runId);
  expect(await open()).not.toContainEqual({ key });
  expect(
    await ownerSql(
      `SELECT before, after FROM billing_audit WHERE action = 'reconciliation.case_gone' AND after ->> 'run' = $1`,
      [runId],
    ),
  ).toEqual([
    { before: { status: 'open' }, after: { status: 'gone', run: runId, repair: 'send_usage_difference' } },
  ]);
});

it('a repair that is done again, or late, ends no case that was opened since', async () => {
  const key = usageKey(own, 'impressions');
  const [applied] = await ownerSql<{ id: string; created_at: Date }>(
    `SELECT id, created_at FROM reconciliation_runs ORDER BY created_at DESC LIMIT 1`,
  );
  const runId = applied?.id ?? '';
  const openedBy = async (run: string, at: string) => {
    const id = crypto.randomUUID();
    await ownerSql(
      `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, customer_id, detail, status, created_at)
       SELECT $1::uuid, $2, $3, $1::text, 'alert', $4, '{}', 'open', created_at + $6::interval FROM reconciliation_runs WHERE id = $5`,
      [id, run, key, own.customerId, runId, at],
    );
    await looking.db.batch({ kind: 'system' }, (db) => [
      db.execute(
        endCases(looking, {
          pending: { run_id: runId, difference_key: key, type: 'send_usage_difference' },
          now: looking.now,
        }),
      ),
    ]);
    const [found] = await ownerSql<{ status: string }>(
      'SELECT status FROM reconciliation_cases WHERE id = $1',
      [id],
    );
    await ownerSql('DELETE FROM reconciliation_cases WHERE id = $1', [id]);
    return found?.status;
  };
  const [earlier] = await ownerSql<{ id: string }>(
    `SELECT id FROM reconciliation_runs ORDER BY created_at LIMIT 1`,
  );
  expect(await openedBy(earlier?.id ?? '', '-1 minute')).toBe('gone');
  expect(await openedBy(earlier?.id ?? '', '1 minute')).toBe('open');
  expect(await openedBy(runId, '-1 minute')).toBe('open');
});
