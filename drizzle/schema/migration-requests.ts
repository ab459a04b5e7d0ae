import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { customerId, instant } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/** A publisher's request for help with moving to sandbox or production billing. */
export const migrationRequests = pgTable(
  'migration_requests',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    channel: text('channel').notNull(),
    notes: text('notes').notNull(),
    status: text('status').notNull(),
    requestedBy: text('requested_by').notNull(),
    /** What ops says about it to the publisher. */
    reply: text('reply'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('migration_requests_customer_id_created_at_index').on(t.customerId, t.createdAt),
    index('migration_requests_status_index').on(t.status),
    check('migration_requests_channel_known', sql`${t.channel} in ('sandbox', 'production')`),
    check(
      'migration_requests_status_known',
      sql`${t.status} in ('queued', 'in_progress', 'done', 'declined')`,
    ),
    ...systemWrittenTenantPolicies('migration_requests'),
  ],
).enableRLS();
