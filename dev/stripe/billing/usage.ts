import type { Context } from '../context.ts';
import type { Meter, UsageRecord } from '../state/records.ts';
import { usageDayKey } from '../state/store.ts';
import { type Decimal, formatDecimal, integerToDecimal, requireDecimal, ZERO } from '../wire/decimal.ts';

const DAY_SECONDS = 86_400;
const WINDOW_SECONDS = { hour: 3_600, day: DAY_SECONDS };

export interface Usage {
  meter: Meter;
  customer: string;
  timestamp: number;
  value: Decimal;
}

/** Counts one event; on a meter with a time window the newest event of the window stands for all of it. */
export function addUsage(ctx: Context, usage: Usage): void {
  const { meter, customer, value } = usage;
  const timestamp = windowStart(meter, usage.timestamp);
  const id = `${meter.id}|${customer}|${timestamp}`;
  const before = ctx.store.usage.get(id);
  const text = formatDecimal(value);
  if (!before || meter.event_time_window !== null) {
    ctx.store.usage.put({ id, meter: meter.id, customer, timestamp, sum: text, count: 1, last: text });
    return;
  }
  ctx.store.usage.put({
    ...before,
    sum: formatDecimal(requireDecimal(before.sum) + value),
    count: before.count + 1,
    last: text,
  });
}

function windowStart({ event_time_window: window }: Meter, timestamp: number): number {
  return window === null ? timestamp : timestamp - (timestamp % WINDOW_SECONDS[window as 'hour' | 'day']);
}

/** Takes a cancelled event out again. */
export function removeUsage(ctx: Context, usage: Usage): void {
  const id = `${usage.meter.id}|${usage.customer}|${windowStart(usage.meter, usage.timestamp)}`;
  const before = ctx.store.usage.get(id);
  if (!before) return;
  if (before.count === 1) {
    ctx.store.usage.delete(id);
    return;
  }
  ctx.store.usage.put({
    ...before,
    sum: formatDecimal(requireDecimal(before.sum) - usage.value),
    count: before.count - 1,
  });
}

/** The meter's aggregate of one customer over [start, end). */
export function aggregateUsage(
  ctx: Context,
  meter: Meter,
  customer: string,
  period: { start: number; end: number },
): Decimal {
  let total = ZERO;
  for (const record of usageWithin(ctx, meter.id, customer, period)) {
    if (meter.default_aggregation.formula === 'count') total += integerToDecimal(record.count);
    else if (meter.default_aggregation.formula === 'last') total = requireDecimal(record.last);
    else total += requireDecimal(record.sum);
  }
  return total;
}

function usageWithin(
  ctx: Context,
  meter: string,
  customer: string,
  period: { start: number; end: number },
): UsageRecord[] {
  const found: UsageRecord[] = [];
  const firstDay = period.start - (period.start % DAY_SECONDS);
  for (let day = firstDay; day < period.end; day += DAY_SECONDS) {
    for (const record of ctx.store.usage.by('meterCustomerDay', usageDayKey(meter, customer, day))) {
      if (record.timestamp >= period.start && record.timestamp < period.end) found.push(record);
    }
  }
  return found.sort((a, b) => a.timestamp - b.timestamp);
}
