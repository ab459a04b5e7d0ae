import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import type { Period } from './period.ts';

type Trial = Pick<SubscriptionRecord, 'trial_end'>;

/** Whether a trial runs; the status may tell of something else, as of an older invoice that is not paid. */
export function isOnTrial(ctx: Context, { trial_end: end }: Trial): boolean {
  return end !== null && end > ctx.now;
}

/**
 * Whether nothing is paid for what a subscription's items do in a period: it is a trial's, which they stay in while the
 * subscription is paused after it. What is free is neither prorated nor billed afterwards.
 */
export function isFreeTime({ trial_end: trialEnd }: Trial, { start }: Pick<Period, 'start'>): boolean {
  return trialEnd !== null && start < trialEnd;
}

/** The time whose usage is billed now that it is over: none of it, where it was free. */
export function usageDue(subscription: SubscriptionRecord, ended: Period): Period | null {
  return isFreeTime(subscription, ended) ? null : ended;
}
