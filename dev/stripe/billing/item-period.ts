import type { SubscriptionItemRecord } from '../state/records.ts';
import type { Period } from './period.ts';

/**
 * An item in its period. What was reported before it joined counts in the period that it joined in, and no other; what
 * was debited before its period does no longer.
 */
export function inPeriod(item: SubscriptionItemRecord, period: Period): SubscriptionItemRecord {
  const { usageBefore: _usageBefore, debitsFrom: _debitsFrom, ...rest } = item;
  const stays = item.current_period_start === period.start;
  return {
    ...(stays ? item : rest),
    current_period_start: period.start,
    current_period_end: period.end,
  };
}
