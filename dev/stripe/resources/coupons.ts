import { addIntervals } from '../billing/period.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { toCoupon } from '../state/coupon-view.ts';
import { requireCoupon, requireProduct } from '../state/lookups.ts';
import { newText } from '../state/new-id.ts';
import type { Coupon } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { requireAmount } from '../wire/amounts.ts';
import { byCurrency, currency } from '../wire/currencies.ts';
import { formatDecimal, HUNDRED, ZERO } from '../wire/decimal.ts';
import { decimal } from '../wire/decimal-param.ts';
import { invalidRequest } from '../wire/errors.ts';
import { chosenId } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  integer,
  list,
  object,
  oneOf,
  type ParsedFields,
  refined,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

/** A century: what is longer might as well be forever. */
const MAX_DURATION_MONTHS = 1_200;

const amountOffParam = () => refined(integer({ min: 1 }), requireAmount);

const createFields = {
  ...metadataParam,
  amount_off: amountOffParam(),
  applies_to: object({ products: list(text()) }),
  currency: currency(),
  currency_options: byCurrency(object({ amount_off: required(amountOffParam()) })),
  duration: oneOf('forever', 'once', 'repeating'),
  duration_in_months: integer({ min: 1, max: MAX_DURATION_MONTHS }),
  id: chosenId(200),
  max_redemptions: integer({ min: 1 }),
  name: text(40),
  percent_off: decimal({ above: ZERO, max: HUNDRED }),
  redeem_by: timestamp(),
};

const MAX_REDEEM_YEARS = 5;

function requireRedeemBy(ctx: Context, redeemBy: number | undefined): void {
  if (redeemBy === undefined) return;
  const latest = addIntervals(ctx.now, { interval: 'year', interval_count: 1 }, MAX_REDEEM_YEARS);
  if (redeemBy <= ctx.now) {
    throw invalidRequest('Invalid timestamp: must be in the future.', { param: 'redeem_by' });
  }
  if (redeemBy > latest) {
    throw invalidRequest('Invalid timestamp: can be no more than five years in the future.', {
      param: 'redeem_by',
    });
  }
}

function createCoupon(ctx: Context, params: ParsedFields<typeof createFields>): Coupon {
  const id = params.id ?? newText(ctx, 'coupon', 8);
  if (ctx.store.coupons.get(id)) {
    throw invalidRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' });
  }
  if ((params.amount_off === undefined) === (params.percent_off === undefined)) {
    throw invalidRequest('You must pass either `percent_off` or `amount_off`.', { param: 'percent_off' });
  }
  if (params.amount_off !== undefined && params.currency === undefined) {
    throw invalidRequest('Missing required param: currency.', {
      param: 'currency',
      code: 'parameter_missing',
    });
  }
  requireRedeemBy(ctx, params.redeem_by);
  const duration = params.duration ?? 'once';
  if ((duration === 'repeating') !== (params.duration_in_months !== undefined)) {
    throw invalidRequest('`duration_in_months` must be given with `duration=repeating`, and only then.', {
      param: 'duration_in_months',
    });
  }
  const products = params.applies_to?.products?.map(
    (product) => requireProduct(ctx, product, 'applies_to[products]', 'parameter').id,
  );
  const coupon = ctx.store.coupons.put({
    id,
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    ...(products ? { applies_to: { products } } : {}),
    created: ctx.now,
    currency: params.currency ?? null,
    ...(params.currency_options ? { currency_options: params.currency_options } : {}),
    duration,
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: params.percent_off === undefined ? null : Number(formatDecimal(params.percent_off)),
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  });
  emit(ctx, 'coupon.created', toCoupon(ctx, coupon));
  return toCoupon(ctx, coupon);
}

export const couponRoutes = [
  route('POST', '/v1/coupons', createFields, createCoupon),
  route('GET', '/v1/coupons', { ...pageParams, created: rangeParam() }, (ctx, params) =>
    listOf(
      ctx.store.coupons.newestFirst().filter((coupon) => inRange(coupon.created, params.created)),
      params,
      '/v1/coupons',
      (coupon) => toCoupon(ctx, coupon),
    ),
  ),
  route('GET', '/v1/coupons/:id', {}, (ctx, _params, path) =>
    toCoupon(ctx, requireCoupon(ctx, path.id(), 'coupon', 'path')),
  ),
  route('POST', '/v1/coupons/:id', { ...metadataParam, name: text(40) }, (ctx, params, path) => {
    const before = requireCoupon(ctx, path.id(), 'coupon', 'path');
    const after = ctx.store.coupons.put({
      ...before,
      ...(params.name === undefined ? {} : { name: params.name }),
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
    emit(ctx, 'coupon.updated', toCoupon(ctx, after), toCoupon(ctx, before));
    return toCoupon(ctx, after);
  }),
  route('DELETE', '/v1/coupons/:id', {}, (ctx, _params, path) => {
    const coupon = requireCoupon(ctx, path.id(), 'coupon', 'path');
    ctx.store.coupons.delete(coupon.id);
    emit(ctx, 'coupon.deleted', toCoupon(ctx, { ...coupon, valid: false }));
    return { id: coupon.id, object: 'coupon', deleted: true };
  }),
];
