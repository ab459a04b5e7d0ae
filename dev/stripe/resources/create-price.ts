import type { Context } from '../context.ts';
import { requireMeter, requireProduct } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Price, Product, Tier } from '../state/records.ts';
import { toPrice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { requireAmount } from '../wire/amounts.ts';
import { type Decimal, decimalToInteger, formatDecimal, integerToDecimal, isWhole } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import type { ParsedFields } from '../wire/params.ts';
import { newProduct } from './new-product.ts';
import type { createFields } from './price-params.ts';

/** What makes a price, and its product with it; an invoice's line says more of that than a price's own request can. */
type PriceParams = ParsedFields<typeof createFields> & {
  product_data?: Pick<Partial<Product>, 'description' | 'images'>;
};
type TierParams = NonNullable<PriceParams['tiers']>[number];

interface Amount {
  unit_amount: number | null;
  unit_amount_decimal: string | null;
}

function toAmount(
  integerAmount: number | undefined,
  decimalAmount: Decimal | undefined,
  param: string,
): Amount {
  if (integerAmount !== undefined && decimalAmount !== undefined) {
    throw invalidRequest(`You may only specify one of these parameters: ${param}, ${param}_decimal.`, {
      param,
      code: 'parameters_exclusive',
    });
  }
  const amount = decimalAmount ?? (integerAmount === undefined ? null : integerToDecimal(integerAmount));
  if (amount === null) return { unit_amount: null, unit_amount_decimal: null };
  requireAmount(decimalToInteger(amount, param), param);
  return {
    unit_amount: isWhole(amount) ? decimalToInteger(amount) : null,
    unit_amount_decimal: formatDecimal(amount),
  };
}

function toTiers(tiers: readonly TierParams[]): Tier[] {
  let last = 0;
  return tiers.map((tier, index) => {
    const isLast = index === tiers.length - 1;
    const param = `tiers[${index}]`;
    if (isLast !== (tier.up_to === 'inf')) {
      throw invalidRequest('The last tier, and only the last, must have `up_to` set to `inf`.', {
        param: `${param}[up_to]`,
      });
    }
    if (typeof tier.up_to === 'number' && tier.up_to <= last) {
      throw invalidRequest('Tiers must be in ascending order of `up_to`.', { param: `${param}[up_to]` });
    }
    last = typeof tier.up_to === 'number' ? tier.up_to : last;
    const unit = toAmount(tier.unit_amount, tier.unit_amount_decimal, `${param}[unit_amount]`);
    const flat = toAmount(tier.flat_amount, tier.flat_amount_decimal, `${param}[flat_amount]`);
    if (unit.unit_amount_decimal === null && flat.unit_amount_decimal === null) {
      throw invalidRequest('Each tier needs `unit_amount` or `flat_amount`.', { param });
    }
    return {
      flat_amount: flat.unit_amount,
      flat_amount_decimal: flat.unit_amount_decimal,
      ...unit,
      up_to: tier.up_to === 'inf' ? null : tier.up_to,
    };
  });
}

export function createPrice(ctx: Context, params: PriceParams): Price {
  const product = priceProduct(ctx, params);
  const scheme = params.billing_scheme ?? 'per_unit';
  checkScheme(params, scheme);
  const recurring = params.recurring;
  if (recurring?.usage_type === 'metered' && recurring.meter === undefined) {
    throw invalidRequest('Metered prices must be backed by a meter: specify `recurring[meter]`.', {
      param: 'recurring[meter]',
      code: 'parameter_missing',
    });
  }
  if (recurring?.meter !== undefined) {
    if (recurring.usage_type !== 'metered') {
      throw invalidRequest('`recurring[meter]` may only be given with `recurring[usage_type]=metered`.', {
        param: 'recurring[meter]',
      });
    }
    if (requireMeter(ctx, recurring.meter, 'recurring[meter]', 'parameter').status !== 'active') {
      throw invalidRequest('The meter is not active.', { param: 'recurring[meter]' });
    }
  }
  const { currency } = params;
  const base = toCurrencyOption(params);
  const options = Object.entries(params.currency_options ?? {});
  claimLookupKey(ctx, params);
  const price = ctx.store.prices.put({
    id: newId(ctx, 'price'),
    object: 'price',
    active: params.active ?? true,
    billing_scheme: scheme,
    created: ctx.now,
    currency,
    ...(options.length === 0
      ? {}
      : {
          currency_options: Object.fromEntries([
            [currency, base],
            ...options.map(([key, option]) => [key, toCurrencyOption(option)] as const),
          ]),
        }),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product,
    recurring: recurring
      ? {
          interval: recurring.interval,
          interval_count: recurring.interval_count ?? 1,
          meter: recurring.meter ?? null,
          trial_period_days: recurring.trial_period_days ?? null,
          usage_type: recurring.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    ...(base.tiers ? { tiers: base.tiers } : {}),
    tiers_mode: params.tiers_mode ?? null,
    transform_quantity: params.transform_quantity ?? null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: base.unit_amount,
    unit_amount_decimal: base.unit_amount_decimal,
  });
  emit(ctx, 'price.created', toPrice(price));
  return price;
}

export function toCurrencyOption(params: {
  unit_amount?: number;
  unit_amount_decimal?: Decimal;
  tiers?: TierParams[];
  tax_behavior?: 'exclusive' | 'inclusive' | 'unspecified';
}): NonNullable<Price['currency_options']>[string] {
  return {
    custom_unit_amount: null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    ...(params.tiers ? { tiers: toTiers(params.tiers) } : {}),
    ...toAmount(params.unit_amount, params.unit_amount_decimal, 'unit_amount'),
  };
}

function checkScheme(params: PriceParams, scheme: 'per_unit' | 'tiered'): void {
  const hasAmount = params.unit_amount !== undefined || params.unit_amount_decimal !== undefined;
  if (scheme === 'per_unit' && !hasAmount) {
    throw invalidRequest('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.', {
      param: 'unit_amount',
      code: 'parameter_missing',
    });
  }
  if (scheme === 'per_unit' && (params.tiers !== undefined || params.tiers_mode !== undefined)) {
    throw invalidRequest('`tiers` may only be given with `billing_scheme=tiered`.', { param: 'tiers' });
  }
  if (scheme !== 'tiered') return;
  if (hasAmount)
    throw invalidRequest('`unit_amount` may not be given with `billing_scheme=tiered`.', {
      param: 'unit_amount',
    });
  for (const needed of ['tiers', 'tiers_mode'] as const) {
    if (params[needed] === undefined) {
      throw invalidRequest(`Missing required param: ${needed}.`, {
        param: needed,
        code: 'parameter_missing',
      });
    }
  }
  if (params.tiers?.length === 0) throw invalidRequest('`tiers` must not be empty.', { param: 'tiers' });
  if (params.transform_quantity) {
    throw invalidRequest('`transform_quantity` cannot be combined with `tiers`.', {
      param: 'transform_quantity',
    });
  }
}

function priceProduct(ctx: Context, { product: id, product_data: data }: PriceParams): string {
  if (id !== undefined && data === undefined) return requireProduct(ctx, id, 'product', 'parameter').id;
  if (id !== undefined || data === undefined) {
    throw invalidRequest('You must specify either `product` or `product_data` when creating a price.', {
      param: 'product',
      code: 'parameter_missing',
    });
  }
  const { metadata, ...plain } = data;
  const product = ctx.store.products.put(
    newProduct(ctx, { ...plain, metadata: mergeMetadata({}, metadata, 'product_data[metadata]') }),
  );
  emit(ctx, 'product.created', product);
  return product.id;
}

export function claimLookupKey(
  ctx: Context,
  params: { lookup_key?: string | null; transfer_lookup_key?: boolean },
  self?: string,
): void {
  if (!params.lookup_key) return;
  const holder = ctx.store.prices.by('lookup_key', params.lookup_key).find((price) => price.id !== self);
  if (!holder) return;
  if (!params.transfer_lookup_key) {
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. Either deactivate that price or set \`transfer_lookup_key=true\`.`,
      { param: 'lookup_key' },
    );
  }
  const after = ctx.store.prices.put({ ...holder, lookup_key: null });
  emit(ctx, 'price.updated', toPrice(after), toPrice(holder));
}
