import { adjustmentAlerts } from '../adjustments/adjustment-alerts.ts';
import { loadRatings } from '../adjustments/load-ratings.ts';
import { lockAdjustments, recordAdjustments } from '../adjustments/record-adjustments.ts';
import type { ServiceContext } from '../context.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { toDueCommitments } from './due-commitment.ts';
import { selectDueCommitments } from './due-commitments-sql.ts';
import { planTrueUp } from './plan-true-up.ts';
import { settleCommitmentChecks } from './settle-checks-sql.ts';

const CHECKS_PER_RUN = 200;
const SYSTEM = { kind: 'system' } as const;

export interface PlannedTrueUps {
  /** Periods decided by this run, those among them that are left to a person. */
  decided: number;
  /** Periods whose usage is still on its way to the meter. */
  waiting: number;
  /** What no rule decides; looked at again within the hour. */
  problems: readonly string[];
  moreDue: boolean;
}

/**
 * Decides what closed periods lack to their plan's minimum commitment: what the flat fee of the period and the usage
 * that its meter has taken leave open, in minor units of the invoice's currency. Writes decisions only, three trips;
 * `issueAdjustments` puts them on the draft, or on the next invoice when Stripe has issued it. Two at once, or a kill,
 * decide nothing twice.
 */
export async function planTrueUps(ctx: ServiceContext): Promise<PlannedTrueUps> {
  const [found] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(selectDueCommitments({ now: ctx.now, limit: CHECKS_PER_RUN })),
  ]);
  const due = toDueCommitments(found.rows);
  if (due.length === 0) return { decided: 0, waiting: 0, problems: [], moreDue: false };
  const ratings = await loadRatings(
    ctx,
    due.flatMap(({ metered }) => metered.map(({ price }) => price)),
  );
  const plans = due.map((one) => planTrueUp(ctx, { due: one, ratings }));
  const adjustments = plans.flatMap((plan) => (plan.kind === 'wait' ? [] : [plan.adjustment]));
  const waiting = plans.filter((plan) => plan.kind === 'wait');
  const problems = waiting.filter(({ isProblem }) => isProblem).map(({ message }) => message);
  const [, written] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockAdjustments()),
    db.execute(recordAdjustments(ctx, adjustments)),
    db.execute(settleCommitmentChecks(plans, ctx.now)),
    queueNotifications(db, {
      notifications: [...adjustmentAlerts(adjustments), ...problems.flatMap(problemAlert)],
      now: ctx.now,
    }),
  ]);
  return {
    decided: written.rows.length,
    waiting: waiting.length - problems.length,
    problems,
    moreDue: due.length === CHECKS_PER_RUN,
  };
}

function problemAlert(text: string) {
  const title = 'A minimum commitment is stuck';
  return alertStaff({ kind: 'adjustment.blocked', key: `commitment:blocked:${text}`, title, text });
}
