import { z } from 'zod';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { CURRENCIES, type Currency, type Money, money } from '../../domain/money.ts';
import type { MetricQuantities, PeriodPart } from '../../domain/pricing/rate-plan.ts';
import { type PeriodShare, periodShareOf } from '../../domain/pricing/true-up.ts';
import { computeUnitBuckets } from '../../domain/usage/unit-buckets.ts';
import { type BilledPeriod, billedLinesOf, billedPeriodRow } from '../usage/history/billed-period.ts';
import { isChangedWithin } from '../usage/history/changed-usage.ts';
import { type SettledLater, settledLaterRow } from '../usage/settled-later/settled-later.ts';
import type { SimulatedPeriod } from './simulation.ts';

const billedRow = z.object({
  subscription_id: z.guid(),
  period_start: z.coerce.date(),
  currency: z.enum(CURRENCIES),
  billed_minor: z.string().transform(BigInt),
  flat_fee_minor: z.string().transform(BigInt),
  monthly_fee_minor: z.string().transform(BigInt).nullable(),
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
  const billed = readBilled(rows.billed);
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
        part: partOf(row, billed.get(key)),
        billed: billedIn(currency, billed.get(key)),
        isInvoiceDraft: row.draft !== null,
        isPlanChanged: isChangedWithin(billedLinesOf(row)?.lines ?? []),
        settledLater: settled.filter(({ amount }) => amount.currency === currency),
        unsettledUnits: unsettledOf(row, settled),
      };
    })
    .reverse();
}

type Billed = z.output<typeof billedRow>;

function readBilled(rows: readonly unknown[]): ReadonlyMap<string, Billed> {
  const billed = z.array(billedRow).parse(rows);
  return new Map(billed.map((row) => [keyOf(row.subscription_id, row.period_start), row]));
}

function billedIn(currency: Currency, billed: Billed | undefined): Money | null {
  return billed?.currency === currency ? money(billed.billed_minor, currency) : null;
}

/**
 * Of a part of a month the flat fee counts as it was invoiced, so that the own plan comes to just that; by time where
 * nothing of it was invoiced yet.
 */
function partOf({ period, whole }: BilledPeriod, billed: Billed | undefined): PeriodPart | null {
  const time = periodShareOf(period, whole);
  return time && { flatFee: invoicedShare(billed) ?? time, commitment: time };
}

/** Null where it cannot be told as a share of what a month costs. */
function invoicedShare(billed: Billed | undefined): PeriodShare | null {
  if (billed === undefined) return null;
  const { flat_fee_minor: part, monthly_fee_minor: monthly } = billed;
  const whole = monthly ?? 0n;
  return part < 0n || whole <= 0n || part > whole ? null : { part, whole };
}

/** On the day of a change two periods of two subscriptions can start at one instant. */
function keyOf(subscriptionId: string, start: Date): string {
  return `${subscriptionId} ${start.getTime()}`;
}

/** Nothing of a period that has no invoice yet: all of it is still to be billed; nor where it does not say how much it billed. */
function unsettledOf(
  { quantities, invoice }: BilledPeriod,
  settled: readonly SettledLater[],
): MetricQuantities {
  const of = (metric: Metric) => {
    const invoicedUnits = invoice?.billedQuantities[metric] ?? null;
    if (invoicedUnits === null) return 0n;
    const buckets = computeUnitBuckets({
      usedUnits: quantities[metric],
      invoicedUnits,
      later: settled.filter(({ component }) => component === metric),
    });
    return buckets.find(({ name }) => name === 'open')?.units ?? 0n;
  };
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<Metric, bigint>;
}
