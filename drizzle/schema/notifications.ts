import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/**
 * What somebody is to be told, once for each `dedupeKey`, one row a channel. An in-app notice is delivered by being
 * there; e-mail and Slack are sent by the outbox. Without a customer it is for our own staff.
 */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').references(() => customers.id),
    channel: text('channel').notNull(),
    /** `<object>.<what happened>`, e.g. `usage.limit_crossed`: chooses the template. */
    kind: text('kind').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    /** An e-mail address; null for in-app and Slack, which know where to go. */
    recipient: text('recipient'),
    /** What the template needs, as JSON values; large integers are strings. */
    payload: jsonb('payload').notNull(),
    status: text('status').notNull(),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseUntil: instant('lease_until'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
    readAt: instant('read_at'),
  },
  (t) => [
    unique('notifications_dedupe_key_unique').on(t.dedupeKey),
    index('notifications_customer_id_created_at_index').on(t.customerId, t.createdAt.desc()),
    index('notifications_unread_index').on(t.customerId).where(sql`channel = 'in_app' and read_at is null`),
    index('notifications_due_index').on(t.runAfter).where(sql`status = 'pending'`),
    check('notifications_channel_known', sql`${t.channel} in ('in_app', 'email', 'slack')`),
    check('notifications_status_known', sql`${t.status} in ('pending', 'sent', 'dead')`),
    ...systemWrittenTenantPolicies('notifications'),
  ],
).enableRLS();
