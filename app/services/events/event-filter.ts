import { type SQL, sql } from 'drizzle-orm';
import { beginsWithSql } from '../../db/sql-text.ts';
import { instantSql } from '../../db/sql-time.ts';
import { patternOf } from '../customers/find-customers.ts';

export const EVENT_STATUSES = ['pending', 'processing', 'done', 'dead'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** Which events; what is not given does not matter. */
export interface EventFilter {
  status?: EventStatus;
  /** A part of it, or all of a kind: `invoice.*`. */
  type?: string;
  /**
   * The beginning of an event's, an object's or a customer's id in Stripe; one of our customers' ids; or what
   * `findCustomers` finds customers by.
   */
  search?: string;
  /** When it reached us: not before the one, before the other. */
  from?: Date;
  before?: Date;
}

/** As a condition on `events e` left joined to `stripe_webhook_events w`. */
export function matches({ status, type, search, from, before }: EventFilter): SQL {
  const conditions: SQL[] = [sql`e.kind = 'stripe_event'`];
  if (status !== undefined) conditions.push(sql`e.status = ${status}`);
  if (type !== undefined) conditions.push(typeMatches(type));
  if (search !== undefined) conditions.push(searchMatches(search));
  if (from !== undefined) conditions.push(sql`w.received_at >= ${instantSql(from)}`);
  if (before !== undefined) conditions.push(sql`w.received_at < ${instantSql(before)}`);
  return sql.join(conditions, sql` and `);
}

function typeMatches(type: string): SQL {
  if (type.endsWith('.*')) return beginsWithSql(sql`w.type`, type.slice(0, -1));
  return sql`w.type in (${typesWith(type)})`;
}

/** There are few types, so they are read one by one off their index, and looked through. */
function typesWith(part: string): SQL {
  return sql`
    with recursive seen (type) as (
      (select type from stripe_webhook_events order by type limit 1)
      union all
      select (select n.type from stripe_webhook_events n where n.type > seen.type order by n.type limit 1)
      from seen where seen.type is not null
    )
    select type from seen where strpos(type, ${part}) > 0`;
}

/** Of what Stripe sends events about; a name may have an underscore too. */
const STRIPE_ID =
  /^(in|sub|si|ii|il|pi|ch|py|re|pyr|cn|pm|seti|mtr|price|prod|coupon|di|txi|txr|we|acct|po|inpay|evt|cus)_\w*$/;
const MAX_CUSTOMERS = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is taken for a customer's name or address, of which only the best matches are looked at. */
export function isNameSearch(search: string): boolean {
  return !UUID.test(search) && !STRIPE_ID.test(search);
}

function searchMatches(search: string): SQL {
  if (UUID.test(search)) {
    return sql`w.stripe_customer_id = (select stripe_customer_id from customers where id = ${search}::uuid)`;
  }
  const begins = (column: SQL) => beginsWithSql(column, search);
  if (search.startsWith('cus_'))
    return sql`(${begins(sql`w.stripe_customer_id`)} or ${begins(sql`w.object_id`)})`;
  if (search.startsWith('evt_')) return begins(sql`w.stripe_event_id`);
  if (STRIPE_ID.test(search)) return begins(sql`w.object_id`);
  return sql`w.stripe_customer_id in (
    select c.stripe_customer_id
    from search_customers(${search}, ${patternOf(search)}, null, ${MAX_CUSTOMERS}) as found
    join customers c on c.id = found.customer_id
  )`;
}
