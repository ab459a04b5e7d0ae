import { z } from 'zod';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { money, sumMoney } from '../../domain/money.ts';
import { utcDaysOf } from '../../domain/period.ts';
import { computeMinimumSoFar } from '../../domain/pricing/minimum-so-far.ts';
import { readDueCommitment } from '../catalog/commitment-row.ts';
import { baseFeeOf, type PriceRow } from '../catalog/price-row.ts';
import type { CurrentUsage } from './current-usage.ts';
import { dailyRow, finishedRow, subscriptionRow } from './read-usage-rows.ts';
import { toMetricUsage } from './to-metric-usage.ts';

const MILLISECOND = 1;

export interface UsageRows {
  customerId: string;
  now: Date;
  subscription: unknown;
  daily: readonly unknown[];
  /** Of `sync_watermarks`; undefined before the first sync. */
  finished: unknown;
  prices: readonly PriceRow[];
  /** Units that a closed period's invoice charged; all that were used where none did. */
  chargedQuantities?: Readonly<Record<Metric, bigint>> | undefined;
  /** Of `selectCommitment`, for a running period; undefined where nothing is agreed. */
  commitment?: unknown;
}

/** A period's usage from the rows of its queries, rated with the prices given. */
export function toCurrentUsage({
  customerId,
  now,
  prices,
  chargedQuantities,
  commitment,
  ...rows
}: UsageRows): CurrentUsage {
  const subscription = subscriptionRow.parse(rows.subscription);
  const { currency } = subscription;
  const dailyRows = z.array(dailyRow).parse(rows.daily);
  const period = { start: subscription.period_start, end: subscription.period_end };
  const end = new Date(Math.min(now.getTime() + MILLISECOND, period.end.getTime()));
  const days = utcDaysOf({ start: period.start, end });
  const usageOf = (metric: Metric) =>
    toMetricUsage({
      metric,
      days,
      dailyRows,
      prices,
      currency,
      chargedQuantity: chargedQuantities?.[metric],
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
  const committed = readDueCommitment(commitment, currency);
  return {
    customerId,
    plan: { id: subscription.plan_id, name: subscription.plan_name, version: subscription.plan_version },
    subscription: {
      id: subscription.id,
      status: subscription.status,
      isEnding: subscription.is_ending,
    },
    currency,
    period,
    asOf: rows.finished === undefined ? null : finishedRow.parse(rows.finished).finished_at,
    metrics,
    baseFee,
    totalOverageCost,
    minimum: committed && {
      agreed: committed.agreed,
      ...computeMinimumSoFar({ commitment: committed.due, charges: [baseFee, totalOverageCost] }),
    },
  };
}
