import type { Context } from '../context.ts';
import type { Coupon, Discount } from '../state/records.ts';
import { allocate, divideHalfUp, requireDecimal } from '../wire/decimal.ts';
import type { DraftLine } from './draft-line.ts';

/** As much of a line as its discounts look at. */
export type DiscountableLine = Pick<DraftLine, 'amount' | 'discountable' | 'discounts' | 'price'>;

export interface LineDiscount {
  readonly discount: string;
  readonly amount: number;
}

const HUNDRED_PERCENT = requireDecimal('100');

/** What each discount takes off each line, one discount after the other, never below zero. */
export function discountLines(
  ctx: Context,
  lines: readonly DiscountableLine[],
  invoiceDiscounts: readonly string[],
  currency: string,
): LineDiscount[][] {
  const remaining = lines.map((line) => line.amount);
  const taken: LineDiscount[][] = lines.map(() => []);
  const take = (index: number, discount: string, amount: number) => {
    if (amount === 0) return;
    taken[index]?.push({ discount, amount });
    remaining[index] = (remaining[index] ?? 0) - amount;
  };
  const applyTo = (indexes: readonly number[], discount: string) => {
    const coupon = couponOf(ctx, discount);
    const eligible = indexes.filter(
      (index) => isEligible(lines[index], coupon) && (remaining[index] ?? 0) > 0,
    );
    const amounts = eligible.map((index) => remaining[index] ?? 0);
    amountsOff(coupon, amounts, currency).forEach((amount, place) => {
      const index = eligible[place];
      if (index !== undefined) take(index, discount, amount);
    });
  };
  lines.forEach((line, index) => {
    for (const discount of line.discounts) applyTo([index], discount);
  });
  for (const discount of invoiceDiscounts) applyTo([...lines.keys()], discount);
  return taken;
}

/** Those that have not ended. */
export function runningDiscounts(ctx: Context, discounts: readonly string[]): string[] {
  return discounts.filter((id) => isRunning(ctx, ctx.store.discounts.get(id) ?? { end: null }));
}

export function isRunning(ctx: Context, { end }: Pick<Discount, 'end'>): boolean {
  return end === null || end > ctx.now;
}

function couponOf(ctx: Context, discountId: string): Coupon | undefined {
  const coupon = ctx.store.discounts.get(discountId)?.source.coupon;
  return coupon ? ctx.store.coupons.get(coupon) : undefined;
}

function isEligible(line: DiscountableLine | undefined, coupon: Coupon | undefined): boolean {
  if (!line?.discountable || !coupon) return false;
  return (
    !coupon.applies_to || (line.price !== null && coupon.applies_to.products.includes(line.price.product))
  );
}

/** What a coupon takes off in a currency; null where it takes none. */
export function amountOff(coupon: Coupon, currency: string): number | null {
  if (coupon.currency === currency) return coupon.amount_off;
  return coupon.currency_options?.[currency]?.amount_off ?? null;
}

function amountsOff(coupon: Coupon | undefined, amounts: readonly number[], currency: string): number[] {
  if (coupon?.percent_off) {
    const percent = requireDecimal(String(coupon.percent_off));
    return amounts.map((amount) => Number(divideHalfUp(BigInt(amount) * percent, HUNDRED_PERCENT)));
  }
  const off = coupon ? amountOff(coupon, currency) : null;
  const total = amounts.reduce((a, b) => a + b, 0);
  return off ? allocate(Math.min(off, total), amounts) : amounts.map(() => 0);
}
