import type { PlanId } from '../../app/domain/plan-id.ts';
import { getSellablePlan } from '../../app/services/catalog/get-sellable-plan.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { settleWebhooks } from './deliver-webhooks.ts';

/** What staff does in Stripe's dashboard: the same subscription, other prices, from now on. */
export async function changePlanInStripe(
  ctx: ServiceContext,
  { customerId, stripeSubscriptionId }: { customerId: string; stripeSubscriptionId: string },
  planId: PlanId,
): Promise<void> {
  const { stripe } = ctx;
  const plan = await getSellablePlan(ctx, { planId, currency: 'usd', customerId });
  const { items } = await stripe.subscriptions.retrieve(stripeSubscriptionId);
  await stripe.subscriptions.update(stripeSubscriptionId, {
    items: [
      ...items.data.map(({ id }) => ({ id, deleted: true })),
      ...plan.stripePriceIds.map((price) => ({ price })),
    ],
    proration_behavior: 'create_prorations',
  });
  await settleWebhooks(ctx);
}
