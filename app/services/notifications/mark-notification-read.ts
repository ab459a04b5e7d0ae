import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Marks an in-app notice of the acting publisher as read; the first time counts. Throws `not_found` also for another
 * customer's, `forbidden` for staff. One trip, as the system, which alone may write the table: the tenant is a condition
 * of both statements.
 */
export async function markNotificationRead(
  ctx: ServiceContext,
  { notificationId }: { notificationId: string },
): Promise<{ id: string; readAt: Date }> {
  const { actor } = ctx;
  if (actor.kind !== 'publisher') {
    throw new BillingError('forbidden', 'Only the publisher itself can mark its notices as read.');
  }
  const own = sql`id = ${notificationId}::uuid and customer_id = ${actor.customerId}::uuid and channel = 'in_app'`;
  const [, found] = await ctx.db.batch(SYSTEM, (db) => [
    audited(
      db,
      sql`update notifications set read_at = ${instantSql(ctx.now)} where ${own} and read_at is null returning id`,
      auditRow(ctx, {
        action: 'notification.read',
        objectType: 'notification',
        objectId: notificationId,
        customerId: actor.customerId,
      }),
    ),
    db.execute<{ read_at: string }>(sql`select read_at from notifications where ${own}`),
  ]);
  const row = found.rows[0];
  if (row === undefined) throw new BillingError('not_found', 'This notice does not exist.');
  return { id: notificationId, readAt: new Date(row.read_at) };
}
