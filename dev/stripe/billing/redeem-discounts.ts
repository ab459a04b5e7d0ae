import { addIntervals } from '../billing/period.ts';
import type { Context } from '../context.ts';
import { isRedeemable } from '../state/coupon-view.ts';
import { requireCoupon } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Coupon } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

interface DiscountGiven {
  coupon?: string;
  discount?: string;
  promotion_code?: string;
}

/**
 * Redeems coupons: a discount each, kept with what it discounts. A `discount` that exists already is reused. `param` is
 * where the request gives them.
 */
export function createDiscounts(
  ctx: Context,
  given: readonly DiscountGiven[] | null | undefined,
  target: { customer: string; subscription?: string; invoice?: string },
  param = 'discounts',
): string[] {
  return (given ?? []).map((entry, index) => {
    if (entry.discount !== undefined) {
      const found = ctx.store.discounts.get(entry.discount);
      if (found) return found.id;
      throw invalidRequest(`No such discount: '${entry.discount}'`, {
        code: 'resource_missing',
        param: `${param}[${index}][discount]`,
      });
    }
    const path = `${param}[${index}][coupon]`;
    const coupon = requireCoupon(ctx, entry.coupon ?? '', path, 'parameter');
    if (!isRedeemable(ctx, coupon)) {
      throw invalidRequest(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param: path });
    }
    return redeem(ctx, coupon, target).id;
  });
}

function redeem(
  ctx: Context,
  coupon: Coupon,
  target: { customer: string; subscription?: string; invoice?: string },
) {
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
    invoice: target.invoice ?? null,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: ctx.now,
    subscription: target.subscription ?? null,
    subscription_item: null,
  });
}
