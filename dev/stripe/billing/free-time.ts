import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import type { Period } from './period.ts';

type Trial = Pick<SubscriptionRecord, 'trial_end'>;

/** Whether a trial runs; the status may tell of something else, as of an older invoice that is not paid. */
export function isOnTrial(ctx: Context, { trial_end: end }: Trial): boolean {
  return end !== null && end > ctx.now;
}

/**
 * Whether nothing is paid for what a subscription's items do in a period: it is one on trial, or the subscription is
 * paused, when that period is over and no other has begun. What is free is neither prorated nor billed afterwards.
 */
export function isFreeTime(
  { status, trial_end: trialEnd }: Trial & Pick<SubscriptionRecord, 'status'>,
  { start }: Pick<Period, 'start'>,
): boolean {
  return status === 'paused' || (trialEnd !== null && start < trialEnd);
}

/** The time whose usage is billed now that it is over: none of it, where it was free. */
export function usageDue(subscription: SubscriptionRecord, ended: Period): Period | null {
  return isFreeTime(subscription, ended) ? null : ended;
}
