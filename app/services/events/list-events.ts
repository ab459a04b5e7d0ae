import { sql } from 'drizzle-orm';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type EventFilter, type EventStatus, matches } from './event-filter.ts';

/** Where a page begins: after this event, in the order of the list. */
export interface EventCursor {
  receivedAt: Date;
  id: string;
}

export interface ListEventsInput extends EventFilter {
  after?: EventCursor;
  limit: number;
}

export interface EventSummary {
  /** Of the stored event; its page goes by Stripe's id. */
  id: string;
  stripeEventId: string;
  type: string;
  status: EventStatus;
  outcome: string | null;
  attempts: number;
  lastError: string | null;
  objectType: string | null;
  objectId: string | null;
  customer: { id: string; name: string } | null;
  receivedAt: Date;
  /** Of a pending event: when it is tried next. */
  runAfter: Date;
  foundBy: 'delivery' | 'sweep';
}

export interface EventPage {
  events: readonly EventSummary[];
  next: EventCursor | null;
  /** All events by status, whatever the filter says. `done` is not counted: there is no end of them. */
  counts: Readonly<Record<Exclude<EventStatus, 'done'>, number>>;
}

type Row = {
  id: string;
  stripe_event_id: string;
  type: string;
  status: EventStatus;
  outcome: string | null;
  attempts: number;
  last_error: string | null;
  object_type: string | null;
  object_id: string | null;
  customer_id: string | null;
  customer_name: string | null;
  received_at: string;
  run_after: string;
  found_by: 'delivery' | 'sweep';
};

/** One page of the webhook log, newest first, by keyset: a page costs the same however far back it lies. One trip. */
export async function listEvents(ctx: ServiceContext, input: ListEventsInput): Promise<EventPage> {
  requireStaff(ctx.actor);
  const { after, limit } = input;
  const isAfter =
    after === undefined
      ? sql`true`
      : sql`(w.received_at, w.id) < (${after.receivedAt.toISOString()}::timestamptz, ${after.id}::uuid)`;
  const [found, counted] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute<Row>(sql`
      select w.id, w.stripe_event_id, w.type, e.status, e.outcome, e.attempts, e.last_error, w.object_type, w.object_id,
             c.id as customer_id, c.name as customer_name, w.received_at, e.run_after, w.found_by
        from stripe_webhook_events w
        join events e on e.dedupe_key = w.stripe_event_id
        left join customers c on c.stripe_customer_id = w.stripe_customer_id
       where ${matches(input)} and ${isAfter}
       order by w.received_at desc, w.id desc
       limit ${limit + 1}`),
    db.execute<{ status: Exclude<EventStatus, 'done'>; count: number }>(sql`
      select status, count(*)::int as count from events
       where kind = 'stripe_event' and status in ('pending', 'processing', 'dead') group by status`),
  ]);
  const events = found.rows.slice(0, limit).map(toSummary);
  const last = found.rows.length > limit ? events.at(-1) : undefined;
  const countOf = (status: EventStatus) => counted.rows.find((row) => row.status === status)?.count ?? 0;
  return {
    events,
    next: last === undefined ? null : { receivedAt: last.receivedAt, id: last.id },
    counts: { pending: countOf('pending'), processing: countOf('processing'), dead: countOf('dead') },
  };
}

function toSummary(row: Row): EventSummary {
  return {
    id: row.id,
    stripeEventId: row.stripe_event_id,
    type: row.type,
    status: row.status,
    outcome: row.outcome,
    attempts: row.attempts,
    lastError: row.last_error,
    objectType: row.object_type,
    objectId: row.object_id,
    customer:
      row.customer_id === null || row.customer_name === null
        ? null
        : { id: row.customer_id, name: row.customer_name },
    receivedAt: new Date(row.received_at),
    runAfter: new Date(row.run_after),
    foundBy: row.found_by,
  };
}
