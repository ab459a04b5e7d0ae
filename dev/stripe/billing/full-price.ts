import type { Context } from '../context.ts';
import { requirePrice, requireProduct } from '../state/lookups.ts';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { integerToDecimal } from '../wire/decimal.ts';
import { type DiscountableLine, discountLines, runningDiscounts } from './discounts.ts';
import { periodContaining } from './period.ts';
import { isMetered } from './plan-entries.ts';
import { rate } from './rate.ts';

/** What an item costs for a whole interval once its discounts are off, and which they were. */
export interface FullPrice {
  readonly amount: number;
  readonly discounts: readonly string[];
}

/** How long the whole interval is in which an item's period lies; an anchor may have cut that period short. */
export function fullPeriodSeconds(
  ctx: Context,
  { billing_cycle_anchor: anchor }: SubscriptionRecord,
  item: SubscriptionItemRecord,
): number {
  const { current_period_start: start, current_period_end: end } = item;
  const { recurring } = requirePrice(ctx, item.price, 'price', 'parameter');
  if (!recurring) return end - start;
  const whole = periodContaining(anchor, recurring, start);
  return whole.end - whole.start;
}

/**
 * The full price of an item by the discounts of now. An amount off the whole subscription falls on its items in
 * proportion in flexible billing mode, and whole on each in classic:
 * docs.stripe.com/billing/subscriptions/prorations#credit-prorations.
 */
export function fullPrice(
  ctx: Context,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  beside: readonly SubscriptionItemRecord[],
): FullPrice {
  const others = subscription.billing_mode.type === 'flexible' ? beside : [];
  const items = [item, ...others.filter(({ id, price }) => id !== item.id && !isMetered(ctx, price))];
  const lines = items.map((each) => wholeLine(ctx, each, subscription.currency));
  return discounted(ctx, subscription, lines, runningDiscounts(ctx, subscription.discounts));
}

/** The full price of an item by discounts that were used before. */
export function fullPriceWith(
  ctx: Context,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  discounts: readonly string[],
): FullPrice {
  const line = wholeLine(ctx, item, subscription.currency);
  return discounted(ctx, subscription, [{ ...line, discounts: [] }], discounts);
}

function discounted(
  ctx: Context,
  { currency }: SubscriptionRecord,
  lines: readonly DiscountableLine[],
  discounts: readonly string[],
): FullPrice {
  const [taken = []] = discountLines(ctx, lines, discounts, currency);
  const off = taken.reduce((sum, { amount }) => sum + amount, 0);
  return { amount: (lines[0]?.amount ?? 0) - off, discounts: taken.map(({ discount }) => discount) };
}

function wholeLine(ctx: Context, item: SubscriptionItemRecord, currency: string): DiscountableLine {
  const price = requirePrice(ctx, item.price, 'price', 'parameter');
  const product = requireProduct(ctx, price.product, 'product', 'parameter');
  const lines = rate({ price, product, currency, quantity: integerToDecimal(item.quantity ?? 1) });
  return {
    amount: lines.reduce((sum, { amount }) => sum + amount, 0),
    discountable: true,
    discounts: runningDiscounts(ctx, item.discounts),
    price,
  };
}
