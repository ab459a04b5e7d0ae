import type { Metric } from '../../domain/metric.ts';
import type { Currency, Money } from '../../domain/money.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import type { FailedPayment } from '../dunning/failed-payment.ts';

export interface MetricTerms {
  metric: Metric;
  price: MeteredPrice;
}

/** What a customer pays for, under the plan version it subscribed to. */
export interface SubscriptionDetails {
  id: string;
  customerName: string;
  status: string;
  plan: { id: string; name: string; version: number };
  currency: Currency;
  monthlyFee: Money;
  /** The least that a period costs; null where nothing is agreed. */
  minimumCommitment: Money | null;
  metrics: readonly MetricTerms[];
  /** `end` is exclusive. */
  period: { start: Date; end: Date };
  /** When it began to count, which may lie before it was made. */
  startedAt: Date;
  /** Null while it runs; its period is the last one then. */
  endedAt: Date | null;
  /** When it ends by itself; null while it renews. */
  endsAt: Date | null;
  /** For showing only, e.g. "Visa •••• 4242". */
  paymentMethodLabel: string | null;
  failedPayments: readonly FailedPayment[];
}
