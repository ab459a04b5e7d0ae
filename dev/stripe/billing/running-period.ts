import type { SubscriptionRecord } from '../state/records.ts';
import { type Interval, type Period, periodContaining } from './period.ts';

/** The period of a subscription's cycle that runs at a time: no part of it lies before the subscription or in its trial. */
export function runningPeriod(
  subscription: Pick<SubscriptionRecord, 'billing_cycle_anchor' | 'start_date' | 'trial_end'>,
  interval: Interval,
  at: number,
): Period {
  const { billing_cycle_anchor: anchor, start_date: started, trial_end: trialEnd } = subscription;
  const { start, end } = periodContaining(anchor, interval, at);
  return { start: Math.max(start, trialEnd ?? started), end };
}
