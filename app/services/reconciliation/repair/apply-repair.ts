import { sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { BillingError } from '../../../domain/errors.ts';
import { audited } from '../../audit/audited.ts';
import { auditRow } from '../../audit/record.ts';
import { toJson } from '../../audit/to-json.ts';
import type { ServiceContext } from '../../context.ts';
import { getRun } from '../get-run.ts';
import type { Pace } from '../pace.ts';
import { requireReconciler } from '../require-reconciler.ts';
import { bookLateUsage, isBookedLateSinceSql } from './book-late-usage.ts';
import { type ExecutedActions, executeActions } from './execute-actions.ts';
import { planRepair } from './plan-repair.ts';
import { isRepairedSinceSql, lockMeterRepairs, queueMeterRepairs } from './queue-meter-repair.ts';
import type { RepairPlan } from './repair-plan.ts';

export const APPLY_KEYWORD = 'REPAIR';

export interface ApplyRepairInput {
  runId: string;
  planHash: string;
  reason: string;
  pace: Pace;
  now: Date;
}

/**
 * Does what the plan says, if both sides are still as they were when it was computed: it is computed again, and another
 * hash refuses everything (`conflict`), and so does a repair of one of its hours that came in between. The plan is
 * accepted and its meter events are queued in one transaction; each step is done once, with its audit
 * row, and what a kill leaves is done by whoever looks next. A run is repaired by one plan only.
 */
export async function applyRepair(ctx: ServiceContext, input: ApplyRepairInput): Promise<ExecutedActions> {
  requireReconciler(ctx.actor);
  const { runId, planHash } = input;
  const detail = await getRun(ctx, runId, { limit: 1 });
  if (detail === null) throw new BillingError('not_found', 'There is no such reconciliation.');
  const accepted = detail.run.repair?.planHash;
  if (accepted !== undefined && accepted !== planHash) throw alreadyRepaired();
  if (accepted === undefined) {
    const plan = await planRepair(ctx, input);
    if (plan.planHash !== planHash) {
      throw somethingChanged();
    }
    if (!(await acceptPlan(ctx, plan, input))) throw somethingChanged();
  }
  return executeActions(ctx, { runId, now: input.now });
}

function somethingChanged(): BillingError {
  return new BillingError(
    'conflict',
    'Something has changed since this plan was computed, so nothing was done. Look at the new plan.',
  );
}

function alreadyRepaired(): BillingError {
  return new BillingError(
    'conflict',
    'Another plan was applied to this run. Reconcile again to see what is left.',
  );
}

async function acceptPlan(
  ctx: ServiceContext,
  plan: RepairPlan,
  { reason, now }: ApplyRepairInput,
): Promise<boolean> {
  const by = ctx.actor.kind === 'system' ? ctx.actor.name : ctx.actor.id;
  const rows = plan.actions.map((planned, position) => ({
    position,
    type: planned.action.type,
    key: planned.differenceKey,
    customer: planned.customerId,
    detail: toJson({ action: planned.action, state: planned.state, fingerprint: planned.fingerprint }),
  }));
  const steps = sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as a (position integer, type text, key text, customer uuid, detail jsonb)`;
  const [, accepted] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(lockMeterRepairs()),
    audited(
      db,
      sql`update reconciliation_runs set applied_plan_hash = ${plan.planHash}, applied_by = ${by},
            applied_reason = ${reason}, applied_at = ${instantSql(now)}
          where id = ${plan.runId} and (applied_plan_hash = ${plan.planHash}
            or (applied_plan_hash is null and not ${isRepairedSinceSql({ runId: plan.runId, steps })}
              and not ${isBookedLateSinceSql({ runId: plan.runId, steps })}))
          returning id`,
      auditRow(ctx, {
        action: 'reconciliation.plan_applied',
        objectType: 'reconciliation_run',
        objectId: plan.runId,
        after: { planHash: plan.planHash, reason, actions: rows.map(({ type, key }) => ({ type, key })) },
      }),
    ),
    db.execute(sql`
      insert into reconciliation_actions (run_id, position, type, difference_key, customer_id, detail, status)
      select r.id, a.position, a.type, a.key, a.customer, a.detail, 'pending'
      from ${steps}
      join reconciliation_runs r on r.id = ${plan.runId} and r.applied_plan_hash = ${plan.planHash}
      on conflict (run_id, position) do nothing`),
    db.execute(queueMeterRepairs({ runId: plan.runId, now })),
    db.execute(bookLateUsage({ runId: plan.runId, now })),
  ]);
  return accepted.rows.length > 0;
}
