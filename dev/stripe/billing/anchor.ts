import type { SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { addIntervals, type Interval } from './period.ts';

export type AnchorConfig = NonNullable<SubscriptionRecord['billing_cycle_anchor_config']>;

/** The first instant from `start` on that a configured anchor names; a day that a month lacks is its last. */
export function configuredAnchor(
  start: number,
  config: Pick<AnchorConfig, 'day_of_month'> & Partial<AnchorConfig>,
): number {
  const from = new Date(start * 1000);
  const hour = config.hour ?? from.getUTCHours();
  const minute = config.minute ?? from.getUTCMinutes();
  const second = config.second ?? from.getUTCSeconds();
  const inMonth = (month: number) => {
    const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const day = Math.min(config.day_of_month, lastDay);
    return Date.UTC(from.getUTCFullYear(), month, day, hour, minute, second) / 1000;
  };
  const firstMonth = config.month == null ? from.getUTCMonth() : config.month - 1;
  const step = config.month == null ? 1 : 12;
  const first = inMonth(firstMonth);
  return first >= start ? first : inMonth(firstMonth + step);
}

/** An anchor may shorten the first period that is not a trial, never lengthen it, and lies in no trial. */
export function requireAnchorInReach(
  anchor: number,
  given: { start: number; trialEnd: number | null; interval: Interval; now: number; param: string },
): void {
  const { trialEnd, interval, now, param } = given;
  if (anchor < now) {
    throw invalidRequest('`billing_cycle_anchor` cannot be in the past.', { param });
  }
  if (trialEnd !== null && anchor < trialEnd) {
    throw invalidRequest('`billing_cycle_anchor` cannot be before the end of the trial.', { param });
  }
  const natural = addIntervals(trialEnd ?? given.start, interval, 1);
  if (anchor > natural) {
    throw invalidRequest(
      `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
      { param },
    );
  }
}
