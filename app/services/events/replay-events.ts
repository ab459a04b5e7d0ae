import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { requireAdmin } from '../admin/require-admin.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { type EventFilter, isNameSearch, matches } from './event-filter.ts';
import { appended } from './history.ts';

export type ReplaySelection = { stripeEventIds: readonly string[] } | { filter: EventFilter };

export interface ReplayEventsInput {
  selection: ReplaySelection;
  reason: string;
}

export interface ReplayedEvents {
  replayed: number;
  /** More match than one call replays: call again. */
  more: boolean;
}

/** So many rows and their trail are written well within a statement's time. */
const MAX_PER_CALL = 5_000;

/** A search by name looks at the best matches only, which is right for a list and not for what is done to all of it. */
function requireWholeSelection(selection: ReplaySelection): void {
  if (!('filter' in selection) || selection.filter.search === undefined) return;
  if (!isNameSearch(selection.filter.search)) return;
  const message = 'finds customers by name, of which some may be left out; name one customer by its id';
  throw new BillingError('invalid_value', 'Replay by an id, or choose the events one by one.', {
    fields: [{ path: 'search', message }],
  });
}

const reasonSchema = z
  .string()
  .trim()
  .min(10, 'must have at least 10 characters')
  .max(500, 'must have at most 500 characters');

/**
 * Puts events that are dead or done back into the queue, as if they had just come: their objects are read again and
 * whatever is true now is mirrored; one whose object is gone ends as `gone`. One that waits or is being worked on is
 * left alone, so a repeat finds nothing to do. Each replay is in the event's history and in the audit trail.
 */
export async function replayEvents(ctx: ServiceContext, input: ReplayEventsInput): Promise<ReplayedEvents> {
  const { actor } = ctx;
  requireAdmin(actor);
  const reason = reasonSchema.safeParse(input.reason);
  if (!reason.success) {
    throw new BillingError('invalid_value', 'Give a reason of 10 to 500 characters.', {
      fields: reason.error.issues.map(({ message }) => ({ path: 'reason', message })),
    });
  }
  requireWholeSelection(input.selection);
  const row = auditRow(ctx, { action: 'event.replayed', objectType: 'stripe_event', objectId: '' });
  const at = sql`${ctx.now.toISOString()}::timestamptz`;
  const entry = sql`jsonb_build_object('at', ${ctx.now.toISOString()}::text, 'what', 'replayed', 'by',
    ${actor.kind === 'staff' ? actor.email : row.actorId}::text, 'reason', ${reason.data}::text)`;
  const [replayed] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with chosen as (
        select e.id, e.status, e.outcome, e.attempts, e.last_error
          from events e left join stripe_webhook_events w on w.stripe_event_id = e.dedupe_key
         where e.status in ('dead', 'done') and ${isSelected(input.selection)}
         order by e.created_at, e.id
         limit ${MAX_PER_CALL + 1}
         for update of e skip locked
      ),
      replayed as (
        update events e
           set status = 'pending', place = default, run_after = ${at}, attempts = 0, deferrals = 0, takeovers = 0, outcome = null,
               finished_at = null, lease_token = null, lease_until = null,
               history = ${appended(sql`e.history`, entry)}
          from (select * from chosen limit ${MAX_PER_CALL}) c
         where e.id = c.id
        returning e.dedupe_key, c.status, c.outcome, c.attempts, c.last_error
      ),
      trail as (
        insert into billing_audit
          (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, before, after,
           request_id, ip, user_agent)
        select ${at}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action}, ${row.objectType}, dedupe_key,
               jsonb_build_object('status', status, 'outcome', outcome, 'attempts', attempts, 'lastError', last_error),
               jsonb_build_object('status', 'pending', 'reason', ${reason.data}::text),
               ${row.requestId}, ${row.ip ?? null}::text, ${row.userAgent ?? null}::text
          from replayed
      )
      select (select count(*)::int from replayed) as replayed, (select count(*) > ${MAX_PER_CALL}::int from chosen) as more`),
  ]);
  const [result] = replayed.rows as unknown as ReplayedEvents[];
  return { replayed: result?.replayed ?? 0, more: result?.more ?? false };
}

function isSelected(selection: ReplaySelection): SQL {
  if ('filter' in selection) return matches(selection.filter);
  return sql`e.dedupe_key in (select jsonb_array_elements_text(${JSON.stringify(selection.stripeEventIds)}::jsonb))
    and e.kind = 'stripe_event'`;
}
