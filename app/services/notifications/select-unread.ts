import { type SQL, sql } from 'drizzle-orm';

/** A customer's notices in the app; what was mailed or went to Slack is none. */
export function ownNoticesSql(customerId: string): SQL {
  return sql`(customer_id = ${customerId}::uuid and channel = 'in_app')`;
}

/** Our staff's, all of it together. */
export const STAFF_NOTICES: SQL = sql`(customer_id is null and channel = 'in_app')`;

/** One row: `unread`. */
export function selectUnread(own: SQL): SQL {
  return sql`select count(*)::int as unread from notifications where ${own} and read_at is null`;
}
