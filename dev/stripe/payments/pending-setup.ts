import { updateSubscriptionRecord } from '../billing/subscription-standing.ts';
import type { Context } from '../context.ts';
import type { SetupIntent } from '../state/records.ts';

/** A card that was set up for a subscription is what it pays with, if that was asked for, and nothing waits any more. */
export function endPendingSetup(ctx: Context, intent: SetupIntent): void {
  const subscription = ctx.store.subscriptions
    .by('customer', intent.customer ?? '')
    .find(({ pending_setup_intent: pending }) => pending === intent.id);
  if (!subscription) return;
  const isSaved = subscription.payment_settings?.save_default_payment_method === 'on_subscription';
  updateSubscriptionRecord(ctx, subscription.id, {
    pending_setup_intent: null,
    ...(isSaved ? { default_payment_method: intent.payment_method } : {}),
  });
}
