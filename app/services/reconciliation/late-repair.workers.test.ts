import { beforeAll, describe, expect, it } from 'vitest';
import { cancelEvent, meterEvent, usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import {
  april,
  FIRST_DAY,
  LATER,
  LOOKED_AT,
  later,
  letMetersCount,
  looking,
  may,
  NOW,
  settle,
} from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql } from '../../../dev/testing/workers.ts';
import type { QueryBuilder } from '../../db/client.ts';
import { issueAdjustments } from '../adjustments/issue-adjustments.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import type { RunDetail } from './get-run.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { continueRepairs } from './repair/continue-repairs.ts';
import { executeAction } from './repair/execute-action.ts';
import type { PendingAction } from './repair/pending-action.ts';
import { planRepair } from './repair/plan-repair.ts';
import type { RepairPlan } from './repair/repair-plan.ts';

const UPDATED_AT = '2026-04-15T11:00:00.000Z';
const REASON = 'What the invoice left out.';

let lost: Publisher;
let refused: Publisher;
let changedAfterwards: Publisher;
let editedHere: Publisher;
let found: RunDetail;
let plan: RepairPlan;
let otherPlan: RepairPlan;

beforeAll(async () => {
  await provisionCatalog(april);
  lost = await makePublisher(april, { name: 'Lost before the invoice' });
  refused = await makePublisher(april, { name: 'Refused before the invoice' });
  changedAfterwards = await makePublisher(april, { name: 'Changed after the invoice' });
  editedHere = await makePublisher(april, { name: 'Edited here' });
  await settle(april);
  await setReplicaRows(
    [lost, refused, changedAfterwards, editedHere].flatMap(({ customerId }) => [
      {
        customerId,
        metric: 'impressions',
        hour: hourOf(FIRST_DAY, 2),
        quantity: 1_300_000,
        updatedAt: UPDATED_AT,
      },
      {
        customerId,
        metric: 'impressions',
        hour: hourOf(FIRST_DAY, 5),
        quantity: 900_000,
        updatedAt: UPDATED_AT,
      },
    ]),
  );
  await runTestSync(april);
  await reportUsage(april);
  for (const own of [lost, refused]) await cancelEvent(own, 'impressions', hourOf(FIRST_DAY, 5));
  await ownerSql(
    `UPDATE usage_outbox SET status = 'failed', accepted_at = null, last_error = 'no such customer'
     WHERE customer_id = $1 AND hour = $2`,
    [refused.customerId, hourOf(FIRST_DAY, 5)],
  );
  await ownerSql(
    `UPDATE usage_records SET quantity = quantity + 70000, reported_quantity = reported_quantity + 70000
     WHERE customer_id = $1 AND hour = $2`,
    [editedHere.customerId, hourOf(FIRST_DAY, 5)],
  );
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await meterEvent(changedAfterwards, {
    metric: 'impressions',
    value: -900_000n,
    at: hourOf(FIRST_DAY, 5),
  });
  await letMetersCount();
  found = await reconcileNow(looking);
  plan = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
  const other = await reconcileNow(looking, { customerId: lost.customerId });
  otherPlan = await planRepair(looking, { runId: other.run.id, pace: NO_PACE, now: LOOKED_AT });
}, 120_000);

function apply(of: RepairPlan, ctx: ServiceContext = looking) {
  const { runId, planHash } = of;
  return applyRepair(ctx, { runId, planHash, reason: REASON, pace: NO_PACE, now: LOOKED_AT });
}

/** Dies as soon as the plan of the run is accepted, before its first step. */
function killedOnceAccepted(runId: string): ServiceContext {
  const batch: typeof looking.db.batch = async (scope, build) => {
    const [run] = await ownerSql('SELECT applied_plan_hash FROM reconciliation_runs WHERE id = $1', [runId]);
    if (run?.applied_plan_hash !== null) throw new Error('killed');
    return looking.db.batch(scope, build);
  };
  return { ...looking, db: { ...looking.db, batch } };
}

async function outboxOf({ customerId }: Publisher) {
  return ownerSql(
    `SELECT split_part(identifier, ':', 4) AS part, quantity_delta::int AS units, status FROM usage_outbox
     WHERE customer_id = $1 ORDER BY hour, identifier`,
    [customerId],
  );
}

async function pendingItems({ stripeCustomerId }: Publisher) {
  const { data } = await may.stripe.invoiceItems.list({ customer: stripeCustomerId, pending: true });
  return data.map(({ amount, currency, description }) => ({ amount, currency, description }));
}

describe('a meter that lacked 900,000 units when its period was billed', () => {
  it('is planned as late usage where Stripe lost or refused them, and left to a person elsewhere', () => {
    const actions = new Map(plan.actions.map(({ differenceKey, action }) => [differenceKey, action]));
    const hour = hourOf(FIRST_DAY, 5);
    const refusedRow = `${refused.customerId}:impressions:${Date.parse(hour) / 1_000}:1`;
    const ofHour = { hour, earlierLosses: 0 };
    expect(actions.size).toBe(4);
    expect(actions.get(usageKey(lost, 'impressions', FIRST_DAY))).toEqual({
      type: 'bill_late_usage',
      hours: [{ ...ofHour, lost: 900_000n, refused: 0n, refusedRows: [] }],
    });
    expect(actions.get(usageKey(refused, 'impressions', FIRST_DAY))).toEqual({
      type: 'bill_late_usage',
      hours: [{ ...ofHour, lost: 0n, refused: 900_000n, refusedRows: [refusedRow] }],
    });
    expect(actions.get(usageKey(changedAfterwards, 'impressions', FIRST_DAY))).toEqual({
      type: 'alert',
      reason: 'billed_in_full',
    });
    expect(actions.get(usageKey(editedHere, 'impressions', FIRST_DAY))).toEqual({
      type: 'alert',
      reason: 'bill_by_hand',
    });
  });

  it('costs 300,000 over instead of 1,200,000 over, at 0.12 per thousand: $36.00 instead of $144.00', () => {
    const row = found.differences.find(({ key }) => key === usageKey(lost, 'impressions', FIRST_DAY));
    expect(row).toMatchObject({
      internal_value: '2200000',
      stripe_value: '1300000',
      amount_effect_minor: '10800',
    });
  });

  it('holds no row that Stripe refuses after the plan was accepted, when a plan that was killed goes on', async () => {
    await expect(apply(plan, killedOnceAccepted(found.run.id))).rejects.toThrow('killed');
    await ownerSql(
      `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, run_after, created_at)
       SELECT identifier || '-doubtful', customer_id, metric, hour, 40000, 'failed', run_after, created_at
       FROM usage_outbox WHERE customer_id = $1 AND status = 'held'`,
      [refused.customerId],
    );
    expect(await continueRepairs(looking, LOOKED_AT)).toBe(0);
    expect(await outboxOf(refused)).toEqual([
      { part: '1', units: 1_300_000, status: 'accepted' },
      { part: '1', units: 900_000, status: 'held' },
      { part: '1-doubtful', units: 40_000, status: 'failed' },
    ]);
    await ownerSql(`DELETE FROM usage_outbox WHERE identifier LIKE '%-doubtful'`);
  });

  it('is booked once, also when another run has planned the same and both are applied', async () => {
    expect(await apply(plan)).toEqual({ done: 4, told: 2, failed: 0, left: 0 });
    expect(await apply(plan)).toEqual({ done: 4, told: 2, failed: 0, left: 0 });
    await expect(apply(otherPlan)).rejects.toMatchObject({ code: 'conflict' });
    expect(await outboxOf(lost)).toEqual([
      { part: '1', units: 1_300_000, status: 'accepted' },
      { part: '1', units: 900_000, status: 'accepted' },
      { part: 'lost', units: -900_000, status: 'accepted' },
      { part: 'lost', units: 900_000, status: 'held' },
    ]);
    expect(await outboxOf(refused)).toEqual([
      { part: '1', units: 1_300_000, status: 'accepted' },
      { part: '1', units: 900_000, status: 'held' },
    ]);
  });

  it('comes on the next invoice as $108.00, once, however often the job runs', async () => {
    for (const ctx of [looking, looking, later]) {
      expect((await planAdjustments(ctx)).problems).toEqual([]);
      await issueAdjustments(ctx);
    }
    for (const own of [lost, refused]) {
      const items = await pendingItems(own);
      expect(items).toEqual([{ amount: 10_800, currency: 'usd', description: expect.any(String) }]);
      expect(items[0]?.description).toContain('Late');
    }
    for (const own of [changedAfterwards, editedHere]) expect(await pendingItems(own)).toEqual([]);
  });

  it('is gone in a second run; what lies before a person is counted, not told again', async () => {
    const second = await reconcileNow(later);
    const open = second.differences.filter(({ acknowledged }) => !acknowledged);
    expect(open.map(({ key }) => key)).toEqual([]);
    expect(second.run.acknowledged).toBe(2);
    const again = await planRepair(later, { runId: second.run.id, pace: NO_PACE, now: LATER });
    expect(again.actions).toEqual([]);
  });

  it('is audited with what was there before and what was done', async () => {
    const rows = await ownerSql(
      `SELECT customer_id, after ->> 'result' AS result FROM billing_audit
       WHERE action = 'reconciliation.bill_late_usage' AND object_id = $1 ORDER BY id`,
      [found.run.id],
    );
    expect(rows).toEqual(
      expect.arrayContaining(
        [lost, refused].map(({ customerId }) => ({ customer_id: customerId, result: 'booked_late' })),
      ),
    );
    expect(rows).toHaveLength(2);
  });
});

it('what Stripe does not know is not repaired by reading it again, so no case of it ends', async () => {
  const pending: PendingAction = {
    run_id: plan.runId,
    position: 1,
    type: 'resync_subscription',
    difference_key: 'subscription:sub_unknown',
    customer_id: lost.customerId,
    customer_name: null,
    kind: 'subscription',
    metric: null,
    subscription_id: null,
    period_end: null,
    detail: {
      action: { type: 'resync_subscription', stripeId: 'sub_unknown' },
      state: null,
      fingerprint: '',
    },
  };
  const { result, writes } = await executeAction(looking, pending, LOOKED_AT);
  expect(result).toBe('gone');
  expect(writes({} as QueryBuilder)).toEqual([]);
});
