import type { Action } from './actions.ts';
import { itemParams, pick, type Story } from './story.ts';

export async function actOnSubscription(
  action: Extract<Action, { kind: 'change' | 'cancel' }>,
  story: Story,
): Promise<void> {
  const { stripe } = story.world;
  const subscription = pick((await stripe.subscriptions.list({ status: 'all', limit: 100 })).data, action.at);
  if (!subscription) return;
  if (action.kind === 'change') {
    const id = subscription.items.data[0]?.id ?? '';
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id, ...itemParams(story, action) }],
      proration_behavior: action.behavior,
    });
  } else if (action.atPeriodEnd) {
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  } else await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
}
