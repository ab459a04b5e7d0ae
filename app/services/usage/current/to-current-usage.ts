import { METRICS, type Metric } from '../../../domain/metric.ts';
import { money, sumMoney } from '../../../domain/money.ts';
import { utcDaysOf } from '../../../domain/period.ts';
import { computeMinimumSoFar } from '../../../domain/pricing/minimum-so-far.ts';
import { toPeriodMinimum } from '../../catalog/commitment-row.ts';
import { baseFeeOf, type PriceRow } from '../../catalog/price-row.ts';
import type { ChangedUsage } from '../history/changed-usage.ts';
import type { CurrentUsage } from './current-usage.ts';
import type { PeriodUsageRow } from './read-usage-rows.ts';
import { toMetricUsage } from './to-metric-usage.ts';

const MILLISECOND = 1;

/** What of a metric, at so many units, is billed in several stretches; null where that is nothing. */
export type ChangedOf = (metric: Metric, quantity: bigint) => ChangedUsage | null;

export interface UsageOfPeriod {
  customerId: string;
  now: Date;
  row: PeriodUsageRow;
  /** What it is rated with, where that is not what the plan sells now. */
  prices?: readonly PriceRow[];
  /** Units that a closed period's invoice charged; all that were used where none says. */
  chargedQuantities?: Readonly<Record<Metric, bigint | null>> | undefined;
  changedOf?: ChangedOf;
}

/** A period's usage from its row, rated. */
export function toCurrentUsage({
  customerId,
  now,
  row,
  prices = row.prices,
  chargedQuantities,
  changedOf,
}: UsageOfPeriod): CurrentUsage {
  const { currency } = row;
  const period = { start: row.period_start, end: row.period_end };
  const end = new Date(Math.min(now.getTime() + MILLISECOND, period.end.getTime()));
  const days = utcDaysOf({ start: period.start, end });
  const usageOf = (metric: Metric) =>
    toMetricUsage({
      metric,
      days,
      dailyRows: row.daily,
      prices,
      currency,
      chargedQuantity: chargedQuantities?.[metric] ?? undefined,
      changedOf: changedOf && ((quantity) => changedOf(metric, quantity)),
    });
  const metrics = {
    impressions: usageOf('impressions'),
    api_calls: usageOf('api_calls'),
    data_transfer_bytes: usageOf('data_transfer_bytes'),
  };
  const baseFee = money(baseFeeOf(prices), currency);
  const totalOverageCost = sumMoney(
    currency,
    METRICS.map((metric) => metrics[metric].overageCost),
  );
  return {
    customerId,
    plan: { id: row.plan_id, name: row.plan_name, version: row.plan_version },
    subscription: { id: row.id, status: row.status, isEnding: row.is_ending },
    currency,
    period,
    asOf: row.finished_at,
    metrics,
    baseFee,
    totalOverageCost,
    minimum: row.minimum && computeMinimumSoFar(toPeriodMinimum(row.minimum, baseFee), totalOverageCost),
  };
}
