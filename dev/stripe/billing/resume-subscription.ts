import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { finalizeAndCollect } from './advance-invoice.ts';
import { changeSubscription } from './change-subscription.ts';
import { scheduleSubscription } from './schedule-subscription.ts';
import { updateSubscriptionRecord } from './subscription-standing.ts';

/** A subscription that paused when its trial ended without a payment method goes on, by default in a new period. */
export function resumeSubscription(
  ctx: Context,
  id: string,
  anchor: 'now' | 'unchanged',
): SubscriptionRecord {
  const paused = requireSubscription(ctx, id, 'id', 'path');
  if (paused.status !== 'paused') {
    throw invalidRequest('You can only resume a subscription that is paused.', { param: 'id' });
  }
  const active = updateSubscriptionRecord(ctx, id, { status: 'active' });
  const change = {
    items: [],
    prorationBehavior: 'none',
    prorationDate: ctx.now,
    anchor,
    trialEnd: null,
  } as const;
  const { subscription, draft } = changeSubscription(ctx, active, change);
  scheduleSubscription(ctx, subscription);
  emit(ctx, 'customer.subscription.resumed', toSubscription(ctx, subscription));
  if (draft) finalizeAndCollect(ctx, draft);
  return requireSubscription(ctx, id, 'id', 'path');
}
