import type { Metric } from '../../../domain/metric.ts';
import type { Currency, Money } from '../../../domain/money.ts';
import type { MeteredPrice } from '../../../domain/pricing/metered-price.ts';
import type { MinimumSoFar } from '../../../domain/pricing/minimum-so-far.ts';

/** One line of a metered charge, rounded half up once: a tier's units, a tier's flat fee, or packages. */
export interface RatedLine {
  /** Total units from zero above which this tier begins. */
  from: bigint;
  /** Total units up to which it holds, inclusive; null for the last tier. */
  upTo: bigint | null;
  units: bigint;
  /** Minor units per unit, or per package; exact, up to 12 decimals. */
  unitAmountDecimal: string;
  /** Minor units, exact; set on the line of a flat fee, whose units are none. */
  flatAmountDecimal: string | null;
  /** Whole packages that the units make; null unless the price is sold in packages. */
  packages: bigint | null;
  amount: Money;
  /** Set on a line of an invoice that bills in several stretches: whose price it is. */
  planName?: string;
}

export interface MetricUsage {
  metric: Metric;
  quantity: bigint;
  includedUnits: bigint;
  overageUnits: bigint;
  /** What it is rated with. */
  price?: MeteredPrice;
  /** Lines beyond the included tier. */
  lines: readonly RatedLine[];
  /** The sum of `lines`. */
  overageCost: Money;
  /** One entry for each UTC day of the period up to today, zero days included. */
  daily: readonly { day: string; quantity: bigint }[];
}

/** Usage of the current billing period, rated as Stripe will rate it. */
export interface CurrentUsage {
  customerId: string;
  plan: { id: string; name: string; version: number };
  /** `isEnding`: it does not go on after this period. */
  subscription: { id: string; status: string; isEnding: boolean };
  currency: Currency;
  /** `end` is exclusive. */
  period: { start: Date; end: Date };
  /** End of the last finished sync; null before the first. */
  asOf: Date | null;
  metrics: Readonly<Record<Metric, MetricUsage>>;
  baseFee: Money;
  totalOverageCost: Money;
  /** Of a running period under a minimum commitment, its true-up is in no other figure here. */
  minimum: MinimumSoFar | null;
}
