import type { SubscriptionRecord } from '../state/records.ts';
import type { Period } from './period.ts';

/**
 * Whether nothing is paid for what a subscription's items do now: on trial, or paused, when its last period is over and
 * no other has begun. What is free is neither prorated nor billed afterwards.
 */
export function isFreeTime({ status }: Pick<SubscriptionRecord, 'status'>): boolean {
  return status === 'trialing' || status === 'paused';
}

/** The time whose usage is billed now that it is over: none of it, where it was free. */
export function usageDue(subscription: SubscriptionRecord, ended: Period): Period | null {
  return isFreeTime(subscription) ? null : ended;
}
