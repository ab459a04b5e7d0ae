import type { SubscriptionItemRecord } from '../state/records.ts';
import type { Period } from './period.ts';

/** An item in its period; what was reported before it joined counts in the period that it joined in, and no other. */
export function inPeriod(item: SubscriptionItemRecord, period: Period): SubscriptionItemRecord {
  const { usageBefore: _usageBefore, ...rest } = item;
  const stays = item.current_period_start === period.start;
  return {
    ...(stays ? item : rest),
    current_period_start: period.start,
    current_period_end: period.end,
  };
}
