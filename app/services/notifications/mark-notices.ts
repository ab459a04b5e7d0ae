import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { selectUnread } from './select-unread.ts';

const SYSTEM = { kind: 'system' } as const;

const markedRow = z.object({ marked: z.number() });
const unreadRow = z.object({ unread: z.number() });

/** Whose notices they are: the condition that says so, and the customer, null of staff's. */
export interface NoticesOwner {
  own: SQL;
  customerId: string | null;
}

/**
 * Marks one of the owner's notices as read; the first time counts. Throws `not_found` also for another's. One trip, as the
 * system, which alone may write the table: the owner is a condition of both statements.
 */
export async function markNotice(
  ctx: ServiceContext,
  { own, customerId }: NoticesOwner,
  id: string,
): Promise<{ id: string; readAt: Date }> {
  const isIt = sql`id = ${id}::uuid and ${own}`;
  const [, found] = await ctx.db.batch(SYSTEM, (db) => [
    audited(
      db,
      sql`update notifications set read_at = ${instantSql(ctx.now)} where ${isIt} and read_at is null returning id`,
      auditRow(ctx, {
        action: 'notification.read',
        objectType: 'notification',
        objectId: id,
        customerId,
      }),
    ),
    db.execute<{ read_at: string }>(sql`select read_at from notifications where ${isIt}`),
  ]);
  const row = found.rows[0];
  if (row === undefined) throw new BillingError('not_found', 'This notice does not exist.');
  return { id, readAt: new Date(row.read_at) };
}

/**
 * Marks the owner's notices up to an instant as read; what came after it nobody has seen. Answers how many were, and how
 * many are unread still. Again it marks none and leaves no trace. One trip, as the system.
 */
export async function markNotices(
  ctx: ServiceContext,
  { own, customerId }: NoticesOwner,
  until: Date,
): Promise<{ marked: number; unread: number }> {
  const row = auditRow(ctx, {
    action: 'notification.all_read',
    objectType: customerId === null ? 'staff' : 'customer',
    objectId: customerId ?? 'staff',
    customerId,
  });
  const [written, left] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(sql`
      with read as (
        update notifications set read_at = ${instantSql(ctx.now)}
        where ${own} and read_at is null and created_at <= ${instantSql(until)}
        returning id
      ), trail as (
        insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
          customer_id, after, request_id, ip, user_agent)
        select ${instantSql(ctx.now)}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action},
          ${row.objectType}, ${row.objectId}, ${customerId}::uuid, jsonb_build_object('ids', jsonb_agg(id)),
          ${row.requestId}, ${row.ip ?? null}::text, ${row.userAgent ?? null}::text
        from read having count(*) > 0
      )
      select count(*)::int as marked from read`),
    db.execute(selectUnread(own)),
  ]);
  return { ...markedRow.parse(written.rows[0]), ...unreadRow.parse(left.rows[0]) };
}
