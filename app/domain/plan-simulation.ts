import { type BreakEven, findBreakEven } from './break-even/find-break-even.ts';
import { roundRatioHalfUp } from './decimal.ts';
import { METRICS, type Metric } from './metric.ts';
import { type Money, sumMoney } from './money.ts';
import {
  type MetricQuantities,
  type PeriodPart,
  type PlanCharges,
  type PlanPrices,
  ratePlan,
} from './pricing/rate-plan.ts';

export interface ReplayedPeriod {
  readonly quantities: MetricQuantities;
  /** Of a month, as a period before or after a change of plans is; null for a whole one. */
  readonly part: PeriodPart | null;
}

export interface SimulatedPlan<P> {
  readonly plan: P;
  /** One for each period, in the order given. */
  readonly charges: readonly PlanCharges[];
  /** Before tax. */
  readonly total: Money;
  readonly isCheapest: boolean;
  /** For each metric the smallest quantity at which this plan is cheaper than the current one; null for that one itself. */
  readonly breakEven: Readonly<Record<Metric, BreakEven>> | null;
}

/**
 * Periods of usage replayed on every plan, of which there is one at least. The cheapest is the one with the lowest
 * total, of equals the first, so the caller's order decides; of no periods none is. Break-evens hold the other metrics at `average`. Throws `currency_mismatch`.
 */
export function simulatePlans<P extends { prices: PlanPrices }>(input: {
  plans: readonly P[];
  current: P;
  periods: readonly ReplayedPeriod[];
  average: MetricQuantities;
}): readonly SimulatedPlan<P>[] {
  const { plans, current, periods, average } = input;
  const replayed = plans.map((plan) => {
    const charges = periods.map(({ quantities, part }) => ratePlan(plan.prices, quantities, part));
    const total = sumMoney(
      current.prices.currency,
      charges.map((period) => period.total),
    );
    return { plan, charges, total };
  });
  const cheapest = replayed.reduce((best, each) =>
    each.total.amountMinor < best.total.amountMinor ? each : best,
  );
  return replayed.map((each) => ({
    ...each,
    isCheapest: periods.length > 0 && each === cheapest,
    breakEven:
      each.plan === current
        ? null
        : breakEvensOf({ current: current.prices, other: each.plan.prices, average }),
  }));
}

function breakEvensOf(input: { current: PlanPrices; other: PlanPrices; average: MetricQuantities }) {
  const { average: quantities, ...plans } = input;
  const find = (metric: Metric) => findBreakEven({ ...plans, metric, quantities });
  return {
    impressions: find('impressions'),
    api_calls: find('api_calls'),
    data_transfer_bytes: find('data_transfer_bytes'),
  };
}

/**
 * The mean of each metric in whole units, half up; nothing of no periods. Parts of a month count only where there is no
 * whole one.
 */
export function averageQuantities(periods: readonly ReplayedPeriod[]): MetricQuantities {
  const whole = periods.filter(({ part }) => part === null);
  const counted = whole.length === 0 ? periods : whole;
  const mean = (metric: Metric) =>
    counted.length === 0
      ? 0n
      : roundRatioHalfUp(
          counted.reduce((sum, { quantities }) => sum + quantities[metric], 0n),
          BigInt(counted.length),
        );
  return Object.fromEntries(METRICS.map((metric) => [metric, mean(metric)])) as Record<Metric, bigint>;
}
