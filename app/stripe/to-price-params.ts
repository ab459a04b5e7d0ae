import Stripe from 'stripe';
import { type Decimal, formatDecimal } from '../domain/decimal.ts';
import type { Metric } from '../domain/metric.ts';
import type { MeteredPrice, TieredPrice } from '../domain/pricing/metered-price.ts';
import type { PriceToEnsure } from './ensure-prices.ts';

/** A flat fee is licensed; a metered price hangs on its meter and is tiered, or plain with its quantity in packages. */
export function toPriceParams(
  { price, productId, metadata }: PriceToEnsure,
  meterIds: ReadonlyMap<Metric, string>,
): Stripe.PriceCreateParams {
  const common = { product: productId, currency: price.currency, lookup_key: price.lookupKey, metadata };
  if (price.component === 'base') {
    return { ...common, unit_amount: Number(price.unitAmountMinor), recurring: { interval: 'month' } };
  }
  const meter = meterIds.get(price.component);
  if (meter === undefined) throw new Error(`No meter for ${price.component}`);
  return {
    ...common,
    recurring: { interval: 'month', usage_type: 'metered', meter },
    ...toAmountParams(price.price),
  };
}

function toAmountParams(
  price: MeteredPrice,
): Pick<
  Stripe.PriceCreateParams,
  'billing_scheme' | 'tiers_mode' | 'tiers' | 'transform_quantity' | 'unit_amount_decimal'
> {
  if (price.kind === 'package') {
    return {
      billing_scheme: 'per_unit',
      unit_amount_decimal: toStripeDecimal(price.amount),
      transform_quantity: { divide_by: Number(price.size), round: price.round },
    };
  }
  return { billing_scheme: 'tiered', tiers_mode: price.kind, tiers: price.tiers.map(toTierParams) };
}

function toTierParams({
  upTo,
  unitAmount,
  flatAmount,
}: TieredPrice['tiers'][number]): Stripe.PriceCreateParams.Tier {
  return {
    up_to: upTo === null ? 'inf' : Number(upTo),
    unit_amount_decimal: toStripeDecimal(unitAmount),
    ...(flatAmount && { flat_amount_decimal: toStripeDecimal(flatAmount) }),
  };
}

function toStripeDecimal(value: Decimal): Stripe.Decimal {
  return Stripe.Decimal.from(formatDecimal(value));
}
