import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../../db/client.ts';
import type { ServiceContext } from '../../context.ts';
import type { MirrorOutcome } from '../../mirror/plan.ts';
import { restoreObject } from '../../mirror/restore-object.ts';
import type { MirrorTarget } from '../../mirror/target.ts';
import { bookLateUsage } from './book-late-usage.ts';
import { endCases } from './end-cases.ts';
import { openCase } from './open-case.ts';
import type { ActionOf, PendingAction } from './pending-action.ts';
import { queueMeterRepairs } from './queue-meter-repair.ts';

export interface ExecutedAction {
  result: string;
  /** What belongs in the batch that marks the step as done. */
  writes(db: QueryBuilder): BatchItem<'pg'>[];
}

/** Does one step, or says what to write with its end. May be repeated at will. */
export async function executeAction(
  ctx: ServiceContext,
  pending: PendingAction,
  now: Date,
): Promise<ExecutedAction> {
  const { action } = pending.detail;
  const { run_id: runId, position } = pending;
  const ended = (db: QueryBuilder) => db.execute(endCases(ctx, { pending, now }));
  switch (action.type) {
    case 'send_usage_difference':
      return {
        result: 'queued',
        writes: (db) => [db.execute(queueMeterRepairs({ runId, position, now })), ended(db)],
      };
    case 'bill_late_usage':
      return {
        result: 'booked_late',
        writes: (db) => [db.execute(bookLateUsage({ runId, position, now })), ended(db)],
      };
    case 'propose_credit':
      return {
        result: 'proposed',
        writes: (db) => openCase(ctx, db, { id: ctx.newId(), pending, action, now }),
      };
    case 'alert':
      return { result: 'told', writes: (db) => openCase(ctx, db, { id: ctx.newId(), pending, action, now }) };
    case 'none':
      return { result: action.reason, writes: () => [] };
    default: {
      const outcome = await restoreObject(ctx, targetOf(action));
      return { result: outcome, writes: (db) => (isRestored(outcome) ? [ended(db)] : []) };
    }
  }
}

/** What Stripe has no more, is not ours or was overtaken by a later reading is repaired by nothing. */
function isRestored(outcome: MirrorOutcome): boolean {
  return outcome === 'applied' || outcome === 'unchanged';
}

const TARGETS = {
  resync_customer: 'customer',
  resync_subscription: 'subscription',
  resync_invoice: 'invoice',
  resync_payment: 'charge',
} as const;

function targetOf(action: ActionOf<keyof typeof TARGETS>): MirrorTarget {
  return { type: TARGETS[action.type], id: action.stripeId };
}
