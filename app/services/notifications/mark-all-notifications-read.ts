import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { ownNoticesSql, selectUnread } from './select-unread.ts';

export const markAllSchema = z.strictObject({
  until: z.iso
    .datetime({ offset: true, error: 'must be an instant, such as 2026-05-01T00:00:00Z' })
    .meta({ description: 'Of the newest notice seen: later ones stay unread' })
    .transform((text) => new Date(text)),
});

const SYSTEM = { kind: 'system' } as const;

const markedRow = z.object({ marked: z.number() });
const unreadRow = z.object({ unread: z.number() });

/**
 * Marks the acting publisher's in-app notices up to an instant as read; what came after it nobody has seen. Answers how
 * many were, and how many are unread still. Again it marks none and leaves no trace. Throws `forbidden` for staff. One
 * trip, as the system, which alone may write the table: the tenant is a condition of the statement.
 */
export async function markAllNotificationsRead(
  ctx: ServiceContext,
  { until }: { until: Date },
): Promise<{ marked: number; unread: number }> {
  const { actor } = ctx;
  if (actor.kind !== 'publisher') {
    throw new BillingError('forbidden', 'Only the publisher itself can mark its notices as read.');
  }
  const { customerId } = actor;
  const row = auditRow(ctx, {
    action: 'notification.all_read',
    objectType: 'customer',
    objectId: customerId,
    customerId,
  });
  const [written, left] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(sql`
      with read as (
        update notifications set read_at = ${instantSql(ctx.now)}
        where ${ownNoticesSql(customerId)} and read_at is null and created_at <= ${instantSql(until)}
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
    db.execute(selectUnread(customerId)),
  ]);
  return { ...markedRow.parse(written.rows[0]), ...unreadRow.parse(left.rows[0]) };
}
