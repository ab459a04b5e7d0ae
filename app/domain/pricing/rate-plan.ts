import { METRICS, type Metric } from '../metric.ts';
import { type Currency, type Money, money, sumMoney } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { rateUsage } from './rate-usage.ts';
import type { TierCharge } from './tier.ts';
import { computeTrueUp, type PeriodShare, shareOf } from './true-up.ts';

export type MetricQuantities = Readonly<Record<Metric, bigint>>;

/** What a plan version costs in one currency. */
export interface PlanPrices {
  readonly currency: Currency;
  /** Due once a period, in advance. */
  readonly baseFee: Money;
  readonly metered: Readonly<Record<Metric, MeteredPrice>>;
  readonly minimumCommitment: Money | null;
}

/**
 * A period that is a part of a month: how much of the flat fee it costs, and of the minimum commitment. What is included is
 * never divided, nor are tiers: Stripe does not.
 */
export interface PeriodPart {
  readonly flatFee: PeriodShare;
  readonly commitment: PeriodShare;
}

export interface PlanCharges {
  readonly baseFee: Money;
  readonly charges: Readonly<Record<Metric, readonly TierCharge[]>>;
  /** The sum of all `charges`. */
  readonly usage: Money;
  readonly trueUp: Money | null;
  /** Before tax. */
  readonly total: Money;
}

/**
 * A period of a plan: its flat fee once, its metered lines, and what is missing to its commitment. Of a `part` of a month
 * that share of the fee and of the commitment, each rounded half up once.
 */
export function ratePlan(
  plan: PlanPrices,
  quantities: MetricQuantities,
  part: PeriodPart | null = null,
): PlanCharges {
  const { currency, minimumCommitment: commitment } = plan;
  const baseFee =
    part === null ? plan.baseFee : money(shareOf(plan.baseFee.amountMinor, part.flatFee), currency);
  const rate = (metric: Metric) =>
    rateUsage({ price: plan.metered[metric], quantity: quantities[metric], currency });
  const charges = {
    impressions: rate('impressions'),
    api_calls: rate('api_calls'),
    data_transfer_bytes: rate('data_transfer_bytes'),
  };
  const usage = sumMoney(
    currency,
    METRICS.flatMap((metric) => charges[metric].map(({ amount }) => amount)),
  );
  const trueUp =
    commitment === null
      ? null
      : computeTrueUp({
          commitment,
          charges: [baseFee, usage],
          currency,
          ...(part !== null && { share: part.commitment }),
        });
  const parts = trueUp === null ? [baseFee, usage] : [baseFee, usage, trueUp];
  return { baseFee, charges, usage, trueUp, total: sumMoney(currency, parts) };
}
