import { eq, inArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { SubscriptionReading } from '../../stripe/read-subscription.ts';
import type { ServiceContext } from '../context.ts';

export type SubscriptionRow = typeof schema.subscriptions.$inferSelect;

/** What one of its prices sells. */
export type SoldPrice = { stripePriceId: string; component: string; planVersionId: string };

export type ItemColumns = Pick<
  typeof schema.subscriptionItems.$inferSelect,
  'stripeSubscriptionItemId' | 'stripePriceId' | 'component'
>;

/** What stands here of a subscription that was just read, and what its prices sell. One trip. */
export async function loadSubscription(ctx: ServiceContext, reading: SubscriptionReading) {
  const { subscriptions, subscriptionItems, planPrices } = schema;
  const priceIds = reading.items.map((item) => item.stripePriceId);
  const [rows, items, prices] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select()
      .from(subscriptions)
      .where(eq(subscriptions.stripeSubscriptionId, reading.stripeSubscriptionId)),
    db
      .select({
        stripeSubscriptionItemId: subscriptionItems.stripeSubscriptionItemId,
        stripePriceId: subscriptionItems.stripePriceId,
        component: subscriptionItems.component,
      })
      .from(subscriptionItems)
      .innerJoin(subscriptions, eq(subscriptions.id, subscriptionItems.subscriptionId))
      .where(eq(subscriptions.stripeSubscriptionId, reading.stripeSubscriptionId)),
    db
      .select({
        stripePriceId: planPrices.stripePriceId,
        component: planPrices.component,
        planVersionId: planPrices.planVersionId,
      })
      .from(planPrices)
      .where(inArray(planPrices.stripePriceId, priceIds)),
  ]);
  return {
    current: rows[0],
    items,
    prices: prices.flatMap((price) =>
      price.stripePriceId === null ? [] : [{ ...price, stripePriceId: price.stripePriceId }],
    ),
  };
}
