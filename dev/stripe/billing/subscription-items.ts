import type { Context } from '../context.ts';
import { requirePrice, requireProduct, requireTaxRate } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Price, SubscriptionItemRecord, TaxRate } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { MetadataChange } from '../wire/metadata.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { requirePriceCurrency } from './customer-currency.ts';
import { type Period, sameInterval } from './period.ts';
import { createDiscounts, type DiscountGiven, type DiscountTarget } from './redeem-discounts.ts';

export interface ItemGiven {
  price?: string;
  quantity?: number;
  metadata?: MetadataChange;
  tax_rates?: string[] | null;
  discounts?: readonly DiscountGiven[] | null;
}

const MAX_ITEMS = 20;

/** The price of an item: active, recurring, and in the subscription's currency. */
export function requireItemPrice(
  ctx: Context,
  id: string | undefined,
  currency: string | null,
  param: string,
): Price {
  if (id === undefined) {
    throw invalidRequest(`Missing required param: ${param}.`, { param, code: 'parameter_missing' });
  }
  const price = requirePrice(ctx, id, param, 'parameter');
  if (!price.active) {
    throw invalidRequest(`The price specified is inactive. This field only accepts active prices.`, {
      param,
    });
  }
  const product = requireProduct(ctx, price.product, param, 'parameter');
  if (!product.active) {
    throw invalidRequest(
      `The product ${product.id} is marked as inactive, and thus no new subscriptions can be create to any plans of this product. You provided the plan ${price.id}.`,
      { param },
    );
  }
  if (!price.recurring) {
    throw invalidRequest(
      'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      { param },
    );
  }
  if (currency !== null) requirePriceCurrency(price, currency, param);
  return price;
}

export function createItem(
  ctx: Context,
  given: ItemGiven,
  into: { subscription: string; customer: string; currency: string; period: Period },
  param: string,
): SubscriptionItemRecord {
  const price = requireItemPrice(ctx, given.price, into.currency, `${param}[price]`);
  const metered = price.recurring?.usage_type === 'metered';
  if (metered && given.quantity !== undefined) {
    throw invalidRequest('You may not specify a quantity for metered prices.', {
      param: `${param}[quantity]`,
    });
  }
  const id = newId(ctx, 'si', 14);
  return {
    id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: ctx.now,
    current_period_end: into.period.end,
    current_period_start: into.period.start,
    current_trial: null,
    discounts: createDiscounts(ctx, given.discounts, { ...into, item: id }, `${param}[discounts]`),
    metadata: mergeMetadata({}, given.metadata, `${param}[metadata]`),
    price: price.id,
    ...(metered ? {} : { quantity: given.quantity ?? 1 }),
    subscription: into.subscription,
    tax_rates: taxRatesOf(ctx, given, param),
  };
}

function taxRatesOf(ctx: Context, { tax_rates: ids }: ItemGiven, param: string): TaxRate[] {
  return (ids ?? []).map((id) => requireTaxRate(ctx, id, `${param}[tax_rates]`, 'parameter'));
}

/** The tax rates and the discounts that a change gives an item, or takes from it; without a word they stay. */
export function itemTerms(
  ctx: Context,
  given: ItemGiven,
  of: DiscountTarget,
  param: string,
): Partial<SubscriptionItemRecord> {
  return {
    ...(given.tax_rates === undefined ? {} : { tax_rates: taxRatesOf(ctx, given, param) }),
    ...(given.discounts === undefined
      ? {}
      : { discounts: createDiscounts(ctx, given.discounts, of, `${param}[discounts]`) }),
  };
}

/** The interval that all items share; Stripe refuses a mix on one subscription. */
export function requireOneInterval(ctx: Context, prices: readonly string[]): NonNullable<Price['recurring']> {
  const [first, ...rest] = prices.map((id) => requirePrice(ctx, id, 'items', 'parameter').recurring);
  if (!first) {
    throw invalidRequest('Missing required param: items.', { param: 'items', code: 'parameter_missing' });
  }
  if (prices.length > MAX_ITEMS)
    throw invalidRequest(`Subscriptions have at most ${MAX_ITEMS} items.`, { param: 'items' });
  if (new Set(prices).size !== prices.length) {
    throw invalidRequest('Cannot add multiple subscription items with the same price.', { param: 'items' });
  }
  if (rest.some((recurring) => !recurring || !sameInterval(first, recurring))) {
    throw invalidRequest(
      'Currently, all prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`.',
      { param: 'items' },
    );
  }
  return first;
}
