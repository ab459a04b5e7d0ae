import type { Metric } from '../../domain/metric.ts';
import type { Currency, Money } from '../../domain/money.ts';

/** One step of the graduated price; the first holds the included units at zero. */
export interface TierTerms {
  /** Total units above which it begins. */
  from: bigint;
  upTo: bigint | null;
  /** Minor units per unit, exact. */
  unitAmountDecimal: string;
}

export interface MetricTerms {
  metric: Metric;
  tiers: readonly TierTerms[];
}

/** What a customer pays for, under the plan version it subscribed to. */
export interface SubscriptionDetails {
  id: string;
  customerName: string;
  status: string;
  plan: { id: string; name: string; version: number };
  currency: Currency;
  monthlyFee: Money;
  metrics: readonly MetricTerms[];
  /** `end` is exclusive. */
  period: { start: Date; end: Date };
  startedAt: Date;
  /** When it ends by itself; null while it renews. */
  endsAt: Date | null;
  /** For showing only, e.g. "Visa •••• 4242". */
  paymentMethodLabel: string | null;
}
