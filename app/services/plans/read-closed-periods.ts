import { z } from 'zod';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { CURRENCIES, type Currency, type Money, money } from '../../domain/money.ts';
import type { MetricQuantities } from '../../domain/pricing/rate-plan.ts';
import { computeUnitBuckets } from '../../domain/usage/unit-buckets.ts';
import { type BilledPeriod, billedPeriodRow } from '../usage/history/billed-period.ts';
import { type SettledLater, settledLaterRow } from '../usage/settled-later/settled-later.ts';
import type { SimulatedPeriod } from './simulation.ts';

const billedRow = z.object({
  subscription_id: z.guid(),
  period_start: z.coerce.date(),
  currency: z.enum(CURRENCIES),
  billed_minor: z.string().transform(BigInt),
});

interface ClosedPeriodRows {
  periods: readonly unknown[];
  billed: readonly unknown[];
  later: readonly unknown[];
}

/**
 * The rows of `selectPeriods`, `selectBilled` and `selectSettledLaterOf`: the latest `count` closed ones, oldest first. Of
 * one that was billed in another currency than `currency` the units alone are told.
 */
export function readClosedPeriods(
  rows: ClosedPeriodRows,
  { count, currency }: { count: number; currency: Currency },
): readonly SimulatedPeriod[] {
  const billed = readBilled(rows.billed, currency);
  const later = z.array(settledLaterRow).parse(rows.later);
  return z
    .array(billedPeriodRow)
    .parse(rows.periods)
    .filter(({ isRunning }) => !isRunning)
    .slice(0, count)
    .map((row): SimulatedPeriod => {
      const { period, quantities, subscriptionId } = row;
      const key = keyOf(subscriptionId, period.start);
      const settled = later.filter((item) => keyOf(item.subscriptionId, item.periodStart) === key);
      return {
        ...period,
        quantities,
        billed: billed.get(key) ?? null,
        settledLater: settled.filter(({ amount }) => amount.currency === currency),
        unsettledUnits: unsettledOf(row, settled),
      };
    })
    .reverse();
}

function readBilled(rows: readonly unknown[], currency: Currency): ReadonlyMap<string, Money> {
  const billed = z
    .array(billedRow)
    .parse(rows)
    .filter((row) => row.currency === currency);
  return new Map(
    billed.map((row) => [keyOf(row.subscription_id, row.period_start), money(row.billed_minor, currency)]),
  );
}

/** On the day of a change two periods of two subscriptions can start at one instant. */
function keyOf(subscriptionId: string, start: Date): string {
  return `${subscriptionId} ${start.getTime()}`;
}

/** Nothing of a period that has no invoice yet: all of it is still to be billed. */
function unsettledOf(
  { quantities, invoice }: BilledPeriod,
  settled: readonly SettledLater[],
): MetricQuantities {
  const of = (metric: Metric) => {
    if (invoice === null) return 0n;
    const buckets = computeUnitBuckets({
      usedUnits: quantities[metric],
      invoicedUnits: invoice.billedQuantities[metric],
      later: settled.filter(({ component }) => component === metric),
    });
    return buckets.find(({ name }) => name === 'open')?.units ?? 0n;
  };
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<Metric, bigint>;
}
