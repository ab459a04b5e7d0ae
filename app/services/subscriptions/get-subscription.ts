import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { money } from '../../domain/money.ts';
import { readCommitment } from '../catalog/commitment-row.ts';
import { baseFeeOf, type PriceRow, priceOf, priceRow } from '../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { selectFailedPayments, toFailedPayments } from '../dunning/failed-payment.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { subscriptionRow } from '../usage/current/read-usage-rows.ts';
import { selectCommitment, selectPrices, selectSubscription } from '../usage/periods/running-subscription.ts';
import { startedAtSql } from '../usage/periods/started-at-sql.ts';
import type { MetricTerms, SubscriptionDetails } from './subscription-details.ts';

/**
 * The customer's running subscription with its terms, or the one that ended last while none runs. Throws
 * `no_subscription` when there never was one. One trip.
 */
export async function getSubscription(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<SubscriptionDetails> {
  requireOwnCustomer(ctx.actor, customerId);
  const { customers, subscriptions } = schema;
  const input = { customerId, now: ctx.now, orEnded: true };
  const [running, prices, commitments, failed, rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectSubscription(input)),
    db.execute(selectPrices(input)),
    db.execute(selectCommitment(input)),
    db.execute(selectFailedPayments(customerId)),
    db
      .select({
        id: subscriptions.id,
        startedAt: sql<Date>`${startedAtSql(sql`${subscriptions}`)}`.mapWith(subscriptions.begunAt),
        cancelAt: subscriptions.cancelAt,
        customerName: customers.name,
        paymentMethodLabel: customers.defaultPaymentMethodLabel,
      })
      .from(subscriptions)
      .innerJoin(customers, eq(customers.id, subscriptions.customerId))
      .where(eq(subscriptions.customerId, customerId)),
  ]);
  const subscription = subscriptionRow.optional().parse(running.rows[0]);
  const row = rows.find(({ id }) => id === subscription?.id);
  if (subscription === undefined || row === undefined) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  const { currency, period_start: start, period_end: end } = subscription;
  const priceRows = z.array(priceRow).parse(prices.rows);
  return {
    id: row.id,
    customerName: row.customerName,
    status: subscription.status,
    plan: { id: subscription.plan_id, name: subscription.plan_name, version: subscription.plan_version },
    currency,
    monthlyFee: money(baseFeeOf(priceRows), currency),
    minimumCommitment: readCommitment(commitments.rows[0], currency),
    metrics: METRICS.flatMap((metric) => toTerms(metric, priceRows)),
    period: { start, end },
    startedAt: row.startedAt,
    endedAt: subscription.ended_at,
    endsAt: subscription.cancel_at_period_end ? end : row.cancelAt,
    paymentMethodLabel: row.paymentMethodLabel,
    failedPayments: toFailedPayments(failed.rows),
  };
}

function toTerms(metric: Metric, prices: readonly PriceRow[]): MetricTerms[] {
  const price = priceOf(prices, metric);
  return price === undefined ? [] : [{ metric, price }];
}
