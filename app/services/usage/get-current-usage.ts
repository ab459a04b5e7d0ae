import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { METRICS } from '../../domain/metric.ts';
import { money, sumMoney } from '../../domain/money.ts';
import { utcDaysOf } from '../../domain/period.ts';
import { baseFeeOf, priceRow } from '../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { CurrentUsage, MetricUsage } from './current-usage.ts';
import { dailyRow, finishedRow, subscriptionRow } from './read-usage-rows.ts';
import { USAGE_SOURCE } from './sync/watermark.ts';
import { toMetricUsage } from './to-metric-usage.ts';
import { selectDailyUsage, selectPrices, selectSubscription } from './usage-queries.ts';

const MILLISECOND = 1;

/**
 * Usage of the customer's current billing period and what it costs, rated with the prices stored for its plan version:
 * quantities in units (bytes for transfer), money in minor units. One trip to the database. Throws `no_subscription`
 * when nothing runs, or when the customer is not the actor's own.
 */
export async function getCurrentUsage(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CurrentUsage> {
  const input = { customerId, now: ctx.now };
  const [subscriptions, prices, daily, finished] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectSubscription(input)),
    db.execute(selectPrices(input)),
    db.execute(selectDailyUsage(input)),
    db.execute(sql`select finished_at from sync_watermarks where source = ${USAGE_SOURCE}`),
  ]);
  if (subscriptions.rows[0] === undefined) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  const subscription = subscriptionRow.parse(subscriptions.rows[0]);
  const { currency } = subscription;
  const priceRows = z.array(priceRow).parse(prices.rows);
  const dailyRows = z.array(dailyRow).parse(daily.rows);
  const period = { start: subscription.period_start, end: subscription.period_end };
  const days = utcDaysOf({ start: period.start, end: new Date(ctx.now.getTime() + MILLISECOND) });
  const usageOf = (metric: MetricUsage['metric']) =>
    toMetricUsage({ metric, days, dailyRows, prices: priceRows, currency });
  const metrics = {
    impressions: usageOf('impressions'),
    api_calls: usageOf('api_calls'),
    data_transfer_bytes: usageOf('data_transfer_bytes'),
  };
  return {
    customerId,
    plan: { id: subscription.plan_id, name: subscription.plan_name, version: subscription.plan_version },
    subscription: {
      id: subscription.id,
      status: subscription.status,
      cancelAtPeriodEnd: subscription.cancel_at_period_end,
    },
    currency,
    period,
    asOf: finished.rows[0] === undefined ? null : finishedRow.parse(finished.rows[0]).finished_at,
    metrics,
    baseFee: money(baseFeeOf(priceRows), currency),
    totalOverageCost: sumMoney(
      currency,
      METRICS.map((metric) => metrics[metric].overageCost),
    ),
  };
}
