import type { ServiceContext } from '../context.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { adjustmentAlerts, problemAlerts } from './adjustment-alerts.ts';
import { type LateGroup, toLateGroups } from './late-group.ts';
import { selectLateGroups } from './late-groups-sql.ts';
import { loadRatings } from './load-ratings.ts';
import { planLateGroups } from './plan-late-groups.ts';
import { lockAdjustments, recordAdjustments } from './record-adjustments.ts';
import { reopenHeldUsage } from './reopen-held-usage.ts';

const GROUPS_PER_PAGE = 500;
const SYSTEM = { kind: 'system' } as const;

export interface PlannedAdjustments {
  /** Adjustments written by this run. */
  planned: number;
  /** Groups that wait until an earlier late item is on an issued invoice. */
  waiting: number;
  /** What no rule decides; the usage stays held. */
  problems: readonly string[];
}

/**
 * Decides what held usage of closed periods comes to, once a later subscription has got what it covers of it
 * (`reopenHeldUsage`): more is late usage on the next invoice, less a credit note, by the prices of that period's
 * invoice, in minor units of its currency. Writes decisions only, three trips a page; making them in Stripe is
 * `issueAdjustments`. Goes through all groups, so that none starves behind those that no rule decides. Two at once, or a
 * kill, decide nothing twice.
 */
export async function planAdjustments(
  ctx: ServiceContext,
  { groupsPerPage = GROUPS_PER_PAGE }: { groupsPerPage?: number } = {},
): Promise<PlannedAdjustments> {
  await reopenHeldUsage(ctx);
  let total: PlannedAdjustments = { planned: 0, waiting: 0, problems: [] };
  for (let after: string | undefined = ''; after !== undefined; ) {
    const groups = await loadPage(ctx, { after, limit: groupsPerPage });
    if (groups.length > 0) {
      const page = await planPage(ctx, groups);
      total = {
        planned: total.planned + page.planned,
        waiting: total.waiting + page.waiting,
        problems: [...total.problems, ...page.problems],
      };
    }
    after = groups.length < groupsPerPage ? undefined : groups.at(-1)?.cursor;
  }
  return total;
}

async function loadPage(
  ctx: ServiceContext,
  page: { after: string; limit: number },
): Promise<readonly LateGroup[]> {
  const [found] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(selectLateGroups({ now: ctx.now, ...page })),
  ]);
  return toLateGroups(found.rows);
}

async function planPage(ctx: ServiceContext, groups: readonly LateGroup[]): Promise<PlannedAdjustments> {
  const ratings = await loadRatings(
    ctx,
    groups.flatMap((group) => group.stripePriceIds.flatMap((id) => id ?? [])),
  );
  const plans = planLateGroups(ctx, { groups, ratings });
  const adjustments = plans.flatMap((plan) => (plan.kind === 'settle' ? plan.adjustments : []));
  const problems = plans.flatMap((plan) => (plan.kind === 'problem' ? [plan.message] : []));
  const [, written] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockAdjustments()),
    db.execute(recordAdjustments(ctx, adjustments)),
    queueNotifications(db, {
      notifications: [...adjustmentAlerts(adjustments), ...problemAlerts(problems)],
      now: ctx.now,
    }),
  ]);
  return {
    planned: written.rows.length,
    waiting: plans.filter(({ kind }) => kind === 'wait').length,
    problems,
  };
}
