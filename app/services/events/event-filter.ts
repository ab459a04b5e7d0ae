import { type SQL, sql } from 'drizzle-orm';

export const EVENT_STATUSES = ['pending', 'processing', 'done', 'dead'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** Which events; what is not given does not matter. */
export interface EventFilter {
  status?: EventStatus;
  /** `invoice.paid`, or all of a kind: `invoice.*`. */
  type?: string;
  /** An event's or an object's id in Stripe, a Stripe customer's, or one of our customers'. */
  search?: string;
}

/** As a condition on `events e` left joined to `stripe_webhook_events w`. */
export function matches({ status, type, search }: EventFilter): SQL {
  const conditions: SQL[] = [sql`e.kind = 'stripe_event'`];
  if (status !== undefined) conditions.push(sql`e.status = ${status}`);
  if (type !== undefined) conditions.push(typeMatches(type));
  if (search !== undefined) conditions.push(searchMatches(search));
  return sql.join(conditions, sql` and `);
}

function typeMatches(type: string): SQL {
  if (!type.endsWith('.*')) return sql`w.type = ${type}`;
  const prefix = type.slice(0, -1);
  return sql`starts_with(w.type, ${prefix})`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function searchMatches(search: string): SQL {
  if (UUID.test(search)) {
    return sql`w.stripe_customer_id = (select stripe_customer_id from customers where id = ${search}::uuid)`;
  }
  if (search.startsWith('cus_')) return sql`(w.stripe_customer_id = ${search} or w.object_id = ${search})`;
  if (search.startsWith('evt_')) return sql`w.stripe_event_id = ${search}`;
  return sql`w.object_id = ${search}`;
}
