import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';

const INCOMPLETE_SECONDS = 23 * 3_600;
const TRIAL_NOTICE_SECONDS = 3 * 86_400;

/** Sets when a subscription needs attention next: its renewal, its end, or the day an unpaid first invoice gives up. */
export function scheduleSubscription(ctx: Context, subscription: SubscriptionRecord): void {
  const subject = subscription.id;
  setTimer(ctx, { kind: 'subscription', subject, at: nextTurn(ctx, subscription) });
  const trialEnd = subscription.ended_at === null ? subscription.trial_end : null;
  const notice = trialEnd === null ? null : trialEnd - TRIAL_NOTICE_SECONDS;
  setTimer(ctx, {
    kind: 'trial_will_end',
    subject,
    at: notice !== null && notice > ctx.now ? notice : null,
  });
  const resumesAt = subscription.pause_collection?.resumes_at ?? null;
  setTimer(ctx, { kind: 'resume_collection', subject, at: resumesAt });
}

function nextTurn(ctx: Context, subscription: SubscriptionRecord): number | null {
  const { status } = subscription;
  if (status === 'canceled' || status === 'incomplete_expired') return null;
  if (status === 'paused') return subscription.cancel_at;
  if (status === 'incomplete') return subscription.created + INCOMPLETE_SECONDS;
  const end = periodEndOf(ctx, subscription);
  return subscription.cancel_at === null ? end : Math.min(end, subscription.cancel_at);
}

export function periodEndOf(ctx: Context, subscription: SubscriptionRecord): number {
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  return Math.min(...items.map((item) => item.current_period_end));
}
