import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type ServiceContext, scopeOf } from '../context.ts';

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
  /** Of all that were asked for, also those on other pages. */
  total: number;
  /** Of the newest of all, read ones too, on whatever page; null when there are none. */
  newestAt: Date | null;
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

export interface NoticesPageInput {
  limit: number;
  /** From 1. */
  page?: number;
  unreadOnly?: boolean;
}

/** The in-app notices that `own` names, newest first, and how many of all are unread. One trip. */
export async function readNotices(
  ctx: ServiceContext,
  own: SQL,
  { limit, page = 1, unreadOnly = false }: NoticesPageInput,
): Promise<NotificationPage> {
  const [found, counted] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select id, kind, payload, created_at, read_at from notifications
      where ${own} and (not ${unreadOnly}::boolean or read_at is null)
      order by created_at desc, id limit ${limit} offset ${(page - 1) * limit}`),
    db.execute(sql`
      select count(*) filter (where read_at is null)::int as unread, count(*)::int as total,
        max(created_at) as newest_at
      from notifications where ${own}`),
  ]);
  const { unread, total, newest_at: newestAt } = countsRow.parse(counted.rows[0]);
  return {
    notifications: z.array(notificationRow).parse(found.rows),
    unread,
    total: unreadOnly ? unread : total,
    newestAt,
  };
}

const countsRow = z.object({ unread: z.number(), total: z.number(), newest_at: z.coerce.date().nullable() });
