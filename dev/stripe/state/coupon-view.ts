import type { Context } from '../context.ts';
import type { Coupon } from './records.ts';

/** Whether it can still be redeemed: not used up, and its last day not over. */
export function isRedeemable(ctx: Context, coupon: Coupon): boolean {
  return coupon.valid && (coupon.redeem_by === null || ctx.now <= coupon.redeem_by);
}

/** What it applies to and its other currencies are shown only when expanded. */
export function toCoupon(ctx: Context, coupon: Coupon): Coupon {
  const { applies_to: _appliesTo, currency_options: _options, ...shown } = coupon;
  return { ...shown, valid: isRedeemable(ctx, coupon) };
}
