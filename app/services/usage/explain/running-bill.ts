import { METRICS, type Metric } from '../../../domain/metric.ts';
import { type Money, money, sumMoney } from '../../../domain/money.ts';
import type { MeteredPrice } from '../../../domain/pricing/metered-price.ts';
import { computeMinimumSoFar } from '../../../domain/pricing/minimum-so-far.ts';
import { rateUsage } from '../../../domain/pricing/rate-usage.ts';
import type { Bill } from '../../../domain/usage/bill-change.ts';
import { toPeriodMinimum } from '../../catalog/commitment-row.ts';
import { baseFeeOf, type PriceRow, priceOf } from '../../catalog/price-row.ts';
import type { BilledPeriod } from '../history/billed-period.ts';
import { changedUsageSoFar } from '../history/changed-usage.ts';
import { otherItemsOf } from '../next-invoice/next-invoice.ts';
import type { Pending } from '../next-invoice/select-pending.ts';

/** As `NextInvoice` has them. */
export interface RunningOneOffs {
  /** Late usage and true-ups of earlier periods that it will carry. */
  awaited: Money;
  /** What is missing to the minimum commitment as it stands; null without one, and where a person says it. */
  trueUp: Money | null;
  /** Prorations and other pending items, as Stripe last said; null where it did not. */
  otherItems: Money | null;
}

/** Nothing was sold of it, so nothing is charged for it. */
export const FREE: MeteredPrice = {
  kind: 'graduated',
  tiers: [{ upTo: null, unitAmount: { scaled: 0n } }],
};

/** The bill of the running period as it stands, before discounts and tax: what the next invoice comes to. */
export function toRunningBill(
  { quantities, currency, plan, period, usageBefore: before }: BilledPeriod,
  { prices, pending }: { prices: readonly PriceRow[]; pending: Pending | null },
): { bill: Bill; oneOffs: RunningOneOffs } {
  const fee = money(baseFeeOf(prices), currency);
  const goesOn = !pending?.is_ending;
  const baseFee = goesOn ? fee : money(0n, currency);
  const metered = perMetric((metric) => {
    const price = priceOf(prices, metric) ?? FREE;
    const quantity = quantities[metric];
    const soFar = { before, quantity, price, plan, currency, periodEnd: period.end };
    return { planId: plan.id, price, quantity, changed: changedUsageSoFar(metric, soFar)?.total };
  });
  const usage = sumMoney(
    currency,
    METRICS.flatMap((metric) => {
      const { changed, ...rated } = metered[metric];
      return changed ?? rateUsage({ ...rated, currency }).map(({ amount }) => amount);
    }),
  );
  const oneOffs: RunningOneOffs = {
    awaited: money(pending?.awaited_minor ?? 0n, currency),
    trueUp: pending?.minimum
      ? computeMinimumSoFar(toPeriodMinimum(pending.minimum, fee), usage).trueUp
      : null,
    otherItems: otherItemsOf(pending?.preview ?? null, period.start),
  };
  const present = Object.values(oneOffs).filter((amount): amount is Money => amount !== null);
  const subtotal = sumMoney(currency, [baseFee, usage, ...present]);
  const bill = { currency, planId: goesOn ? plan.id : null, baseFee, metered, subtotal, after: null };
  return { bill, oneOffs };
}

export function perMetric<T>(value: (metric: Metric) => T): Record<Metric, T> {
  return {
    impressions: value('impressions'),
    api_calls: value('api_calls'),
    data_transfer_bytes: value('data_transfer_bytes'),
  };
}
