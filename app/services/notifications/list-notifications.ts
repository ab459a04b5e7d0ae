import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';

export interface InAppNotification {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  createdAt: Date;
  readAt: Date | null;
}

export interface NotificationPage {
  notifications: readonly InAppNotification[];
  unread: number;
}

const notificationRow = z
  .object({
    id: z.string(),
    kind: z.string(),
    payload: z.record(z.string(), z.unknown()),
    created_at: z.coerce.date(),
    read_at: z.coerce.date().nullable(),
  })
  .transform(
    (row): InAppNotification => ({
      id: row.id,
      kind: row.kind,
      payload: row.payload,
      createdAt: row.created_at,
      readAt: row.read_at,
    }),
  );

/** A customer's in-app notices, newest first, and how many of all are unread. One trip. */
export async function listNotifications(
  ctx: ServiceContext,
  input: { customerId: string; limit: number; unreadOnly?: boolean },
): Promise<NotificationPage> {
  requireOwnCustomer(ctx.actor, input.customerId);
  const own = sql`customer_id = ${input.customerId}::uuid and channel = 'in_app'`;
  const [found, counted] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select id, kind, payload, created_at, read_at from notifications
      where ${own} and (not ${input.unreadOnly ?? false}::boolean or read_at is null)
      order by created_at desc, id limit ${input.limit}`),
    db.execute<{ unread: number }>(
      sql`select count(*)::int as unread from notifications where ${own} and read_at is null`,
    ),
  ]);
  return {
    notifications: z.array(notificationRow).parse(found.rows),
    unread: counted.rows[0]?.unread ?? 0,
  };
}
