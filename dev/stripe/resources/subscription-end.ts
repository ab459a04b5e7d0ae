import { periodEndOf } from '../billing/schedule-subscription.ts';
import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { Parsed } from '../wire/params.ts';
import type { cancelAtParam } from './subscription-params.ts';

/** How a request says where a subscription is to end. */
export interface EndGiven {
  readonly cancel_at?: Parsed<ReturnType<typeof cancelAtParam>> | null;
  readonly cancel_at_period_end?: boolean;
}

/**
 * The end that a request asks for; undefined where it asks for none. `cancel_at_period_end` goes with the period
 * wherever that moves; a `cancel_at`, the period's end by name included, is a time from now on and stays:
 * docs.stripe.com/changelog/basil/2025-07-30/cancel-at-enums.
 */
export function endAskedFor(
  ctx: Context,
  given: EndGiven,
  periodEnd: number,
): Pick<SubscriptionRecord, 'cancel_at' | 'cancel_at_period_end'> | undefined {
  const { cancel_at: at, cancel_at_period_end: withPeriod } = given;
  if (withPeriod && at != null) {
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', {
      param: 'cancel_at_period_end',
    });
  }
  if (withPeriod) return { cancel_at: periodEnd, cancel_at_period_end: true };
  if (at != null) {
    const time = typeof at === 'string' ? periodEnd : requireFuture(ctx, at);
    return { cancel_at: time, cancel_at_period_end: false };
  }
  return at === null || withPeriod === false ? { cancel_at: null, cancel_at_period_end: false } : undefined;
}

function requireFuture(ctx: Context, time: number): number {
  if (time > ctx.now) return time;
  throw invalidRequest('`cancel_at` must be in the future.', { param: 'cancel_at' });
}

/** Writes the end that an update asks for, which is that of the period which the rest of the update has made by now. */
export function writeEnd(ctx: Context, id: string, given: EndGiven): SubscriptionRecord {
  const current = requireSubscription(ctx, id, 'id', 'path');
  const end = endAskedFor(ctx, given, periodEndOf(ctx, current));
  if (end === undefined) return current;
  const ends = end.cancel_at !== null;
  return ctx.store.subscriptions.put({
    ...current,
    ...end,
    canceled_at: ends ? ctx.now : null,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      ...current.cancellation_details,
      reason: ends ? 'cancellation_requested' : null,
    },
  });
}
