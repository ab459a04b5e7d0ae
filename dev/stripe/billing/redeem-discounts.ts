import type { Context } from '../context.ts';
import { isRedeemable } from '../state/coupon-view.ts';
import { requireCoupon } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Coupon, Discount } from '../state/records.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { amountOff, isRunning } from './discounts.ts';
import { addIntervals } from './period.ts';
import { isSpent } from './spent-discounts.ts';

export interface DiscountGiven {
  coupon?: string;
  discount?: string;
  promotion_code?: string;
}

/** What is discounted. */
export interface DiscountTarget {
  readonly customer: string;
  readonly currency: string;
  readonly subscription?: string;
  readonly item?: string;
  /** The discounts that it has already, which it may be given again as they are. */
  readonly has?: readonly string[];
}

/**
 * Redeems coupons: a discount each, kept with what it discounts. A `discount` that exists already is reused where it is
 * the customer's, of the same subscription if of any, and not over, or there already. `param` is where the request gives them.
 */
export function createDiscounts(
  ctx: Context,
  given: readonly DiscountGiven[] | null | undefined,
  target: DiscountTarget,
  param = 'discounts',
): string[] {
  return (given ?? []).map((entry, index) => toDiscount(ctx, entry, target, `${param}[${index}]`).id);
}

function toDiscount(ctx: Context, entry: DiscountGiven, target: DiscountTarget, param: string): Discount {
  if (entry.discount !== undefined) {
    const path = `${param}[discount]`;
    const found = ctx.store.discounts.get(entry.discount);
    const isKept = target.has?.includes(entry.discount);
    if (!found || !(isKept || (isOf(found, target) && !isOver(ctx, found))))
      throw noSuch('discount', entry.discount, path, 'parameter');
    return found;
  }
  if (entry.promotion_code !== undefined) {
    throw noSuch('promotion code', entry.promotion_code, `${param}[promotion_code]`, 'parameter');
  }
  const path = `${param}[coupon]`;
  if (entry.coupon === undefined) {
    throw invalidRequest(`Missing required param: ${path}.`, { param: path, code: 'parameter_missing' });
  }
  const coupon = requireCoupon(ctx, entry.coupon, path, 'parameter');
  if (!isRedeemable(ctx, coupon)) {
    throw invalidRequest(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param: path });
  }
  requireCurrency(coupon, target.currency, path);
  return redeem(ctx, coupon, target);
}

function isOf(discount: Discount, { customer, subscription }: DiscountTarget): boolean {
  return (
    discount.customer === customer &&
    (discount.subscription === null || subscription === undefined || discount.subscription === subscription)
  );
}

/** Past its end, or of one use, which it has had. */
function isOver(ctx: Context, discount: Discount): boolean {
  return !isRunning(ctx, discount) || isSpent(ctx, discount);
}

/** An amount can be taken off in the currencies only that the coupon has one in. */
function requireCurrency(coupon: Coupon, currency: string, param: string): void {
  if (coupon.percent_off !== null || amountOff(coupon, currency) !== null) return;
  throw invalidRequest(
    `The coupon ${coupon.id} has no amount in ${currency}: it takes an amount in ${coupon.currency} off.`,
    { param },
  );
}

function redeem(ctx: Context, coupon: Coupon, target: DiscountTarget): Discount {
  const redeemed = coupon.times_redeemed + 1;
  ctx.store.coupons.put({
    ...coupon,
    times_redeemed: redeemed,
    valid: coupon.max_redemptions === null || redeemed < coupon.max_redemptions,
  });
  const months = coupon.duration === 'repeating' ? (coupon.duration_in_months ?? 1) : null;
  return ctx.store.discounts.put({
    id: newId(ctx, 'di'),
    object: 'discount',
    checkout_session: null,
    customer: target.customer,
    customer_account: null,
    end: months === null ? null : addIntervals(ctx.now, { interval: 'month', interval_count: 1 }, months),
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: ctx.now,
    subscription: target.subscription ?? null,
    subscription_item: target.item ?? null,
  });
}
