import { sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { z } from 'zod';
import type { QueryBuilder } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { audited } from '../../audit/audited.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { describeError } from '../../events/describe-error.ts';
import { executeAction } from './execute-action.ts';
import { actionRow, type PendingAction } from './pending-action.ts';

const ACTIONS_PER_LOOK = 50;
const MAX_ATTEMPTS = 3;

export interface ExecutedActions {
  done: number;
  /** Of those, what was put before a person and changed nothing. */
  told: number;
  failed: number;
  /** Still to do: goes on in the queue, or at the next sweep. */
  left: number;
}

/** Does the pending steps of an accepted plan in order, each once; one that fails does not hold up the others. */
export async function executeActions(
  ctx: ServiceContext,
  { runId, now, limit = Number.POSITIVE_INFINITY }: { runId: string; now: Date; limit?: number },
): Promise<ExecutedActions> {
  let tried = 0;
  for (
    let pending = await loadPending(ctx, runId);
    pending.length > 0;
    pending = await loadPending(ctx, runId)
  ) {
    for (const action of pending) {
      if (tried >= limit) return countActions(ctx, { runId, now });
      tried += 1;
      await tryAction(ctx, action, now);
    }
  }
  return countActions(ctx, { runId, now });
}

async function loadPending(ctx: ServiceContext, runId: string): Promise<PendingAction[]> {
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select a.run_id, a.position, a.type, a.difference_key, a.customer_id, c.name as customer_name, a.detail, d.metric, d.subscription_id,
        d.period_end, d.kind
      from reconciliation_actions a
      left join reconciliation_differences d on d.run_id = a.run_id and d.key = a.difference_key
      left join customers c on c.id = a.customer_id
      where a.run_id = ${runId} and a.status = 'pending'
      order by a.attempts, a.position limit ${ACTIONS_PER_LOOK}`),
  ]);
  return z.array(actionRow).parse(found.rows);
}

async function tryAction(ctx: ServiceContext, action: PendingAction, now: Date): Promise<void> {
  try {
    const { result, writes } = await executeAction(ctx, action, now);
    await ctx.db.batch({ kind: 'system' }, (db) => [finish(ctx, db, { action, result, now }), ...writes(db)]);
  } catch (error) {
    const message = describeError(error);
    ctx.logger.error('repair step failed', {
      run: action.run_id,
      key: action.difference_key,
      error: message,
    });
    await ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(sql`
        update reconciliation_actions set attempts = attempts + 1, last_error = ${message},
          status = case when attempts + 1 >= ${MAX_ATTEMPTS} then 'failed' else 'pending' end
        where run_id = ${action.run_id} and position = ${action.position} and status = 'pending'`),
    ]);
  }
}

function finish(
  ctx: ServiceContext,
  db: QueryBuilder,
  { action, result, now }: { action: PendingAction; result: string; now: Date },
): BatchItem<'pg'> {
  return audited(
    db,
    sql`update reconciliation_actions set status = 'done', result = ${result}, last_error = null,
          attempts = attempts + 1, finished_at = ${instantSql(now)}
        where run_id = ${action.run_id} and position = ${action.position} and status = 'pending'
        returning position`,
    auditRow(ctx, {
      action: `reconciliation.${action.type}`,
      objectType: 'reconciliation_run',
      objectId: action.run_id,
      customerId: action.customer_id,
      before: action.detail.state,
      after: { difference: action.difference_key, action: action.detail.action, result },
    }),
  );
}

async function countActions(
  ctx: ServiceContext,
  { runId, now }: { runId: string; now: Date },
): Promise<ExecutedActions> {
  const [counted] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<Record<keyof ExecutedActions, number>>(sql`
      select count(*) filter (where status = 'done')::int as done,
        count(*) filter (where status = 'done' and type in ('alert', 'propose_credit'))::int as told,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where status = 'pending')::int as left
      from reconciliation_actions where run_id = ${runId}`),
  ]);
  const { done, told, failed, left } = counted.rows[0] ?? { done: 0, told: 0, failed: 0, left: 0 };
  const executed = { done, told, failed, left };
  if (left === 0) await finishRepair(ctx, { runId, now, executed });
  return executed;
}

/** Ends a repair whose steps have all ended, once, with what they came to on record. */
async function finishRepair(
  ctx: ServiceContext,
  { runId, now, executed }: { runId: string; now: Date; executed: ExecutedActions },
): Promise<void> {
  const { done, told, failed } = executed;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      sql`update reconciliation_runs set repair_finished_at = ${instantSql(now)}
          where id = ${runId} and repair_finished_at is null and applied_plan_hash is not null and not exists (
            select from reconciliation_actions where run_id = ${runId} and status = 'pending'
          ) returning id`,
      auditRow(ctx, {
        action: 'reconciliation.repaired',
        objectType: 'reconciliation_run',
        objectId: runId,
        before: { repair: 'accepted', steps: done + failed, repairFinishedAt: null },
        after: { repair: 'finished', done: done - told, toldToStaff: told, failed, repairFinishedAt: now },
      }),
    ),
  ]);
}
