import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import { GONE, type MirrorPlan, UNCHANGED } from './plan.ts';

/** Stripe keeps ended subscriptions; one that cannot be read although it was deleted has ended all the same. */
export async function planGoneSubscription(
  ctx: ServiceContext,
  stripeSubscriptionId: string,
  deletedAt: Date | null,
): Promise<MirrorPlan> {
  const { subscriptions } = schema;
  const [[current]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select().from(subscriptions).where(eq(subscriptions.stripeSubscriptionId, stripeSubscriptionId)),
  ]);
  if (current === undefined || deletedAt === null) return GONE;
  const columns = {
    status: 'canceled',
    canceledAt: current.canceledAt ?? deletedAt,
    endedAt: current.endedAt ?? deletedAt,
  };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return UNCHANGED;
  return {
    outcome: 'applied',
    write: (db) => [
      audited(
        db,
        db
          .update(subscriptions)
          .set({ ...columns, updatedAt: ctx.now, mirroredAt: ctx.now })
          .where(eq(subscriptions.id, current.id))
          .returning({ id: subscriptions.id }),
        auditRow(ctx, {
          action: 'subscription.mirrored',
          objectType: 'subscription',
          objectId: current.id,
          customerId: current.customerId,
          ...changes,
        }),
      ),
    ],
  };
}
