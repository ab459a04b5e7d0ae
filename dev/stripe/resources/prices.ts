import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requirePrice } from '../state/lookups.ts';
import type { Price } from '../state/records.ts';
import { toPrice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { byCurrency, currency } from '../wire/currencies.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, emptyable, list, object, oneOf, type ParsedFields, text } from '../wire/params.ts';
import { claimLookupKey, createPrice, toCurrencyOption } from './create-price.ts';
import { currencyOptionsOf, ownOption } from './currency-options.ts';
import { createFields, currencyOptionParam, taxBehaviorParam } from './price-params.ts';
import { metadataParam } from './shared-params.ts';

const updateFields = {
  ...metadataParam,
  active: boolean(),
  lookup_key: emptyable(text(200)),
  nickname: emptyable(text()),
  tax_behavior: taxBehaviorParam(),
  transfer_lookup_key: boolean(),
  currency_options: emptyable(byCurrency(currencyOptionParam())),
};

function updatePrice(ctx: Context, id: string, params: ParsedFields<typeof updateFields>): Price {
  const before = requirePrice(ctx, id, 'id', 'path');
  claimLookupKey(ctx, params, id);
  const { metadata: _metadata, transfer_lookup_key: _transfer, currency_options: options, ...plain } = params;
  const after = ctx.store.prices.put({
    ...before,
    ...plain,
    ...(options === undefined ? {} : { currency_options: withOptions(before, options) }),
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
  emit(ctx, 'price.updated', toPrice(after), toPrice(before));
  return after;
}

/** Adds or replaces what a price costs in other currencies; null takes all but its own away. */
function withOptions(
  price: Price,
  options: NonNullable<ParsedFields<typeof updateFields>['currency_options']> | null,
): NonNullable<Price['currency_options']> {
  if (options === null) return ownOption(price);
  const given = Object.entries(options).map(([key, option]) => [key, toCurrencyOption(option)] as const);
  return { ...currencyOptionsOf(price), ...Object.fromEntries(given) };
}

const listFields = {
  ...pageParams,
  active: boolean(),
  currency: currency(),
  lookup_keys: list(text()),
  product: text(),
  type: oneOf('one_time', 'recurring'),
  created: rangeParam(),
  recurring: object({
    interval: oneOf('day', 'week', 'month', 'year'),
    meter: text(),
    usage_type: oneOf('licensed', 'metered'),
  }),
};

export const priceRoutes = [
  route('POST', '/v1/prices', createFields, (ctx, params) => toPrice(createPrice(ctx, params))),
  route('GET', '/v1/prices/:id', {}, (ctx, _params, path) =>
    toPrice(requirePrice(ctx, path.id(), 'price', 'path')),
  ),
  route('POST', '/v1/prices/:id', updateFields, (ctx, params, path) =>
    toPrice(updatePrice(ctx, path.id(), params)),
  ),
  route('GET', '/v1/prices', listFields, (ctx, params) => {
    const { recurring } = params;
    const matches = (price: Price) =>
      (params.active === undefined || price.active === params.active) &&
      (params.currency === undefined || price.currency === params.currency) &&
      (params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key ?? '')) &&
      (params.product === undefined || price.product === params.product) &&
      (params.type === undefined || price.type === params.type) &&
      (recurring?.interval === undefined || price.recurring?.interval === recurring.interval) &&
      (recurring?.meter === undefined || price.recurring?.meter === recurring.meter) &&
      (recurring?.usage_type === undefined || price.recurring?.usage_type === recurring.usage_type) &&
      inRange(price.created, params.created);
    return listOf(ctx.store.prices.newestFirst().filter(matches), params, '/v1/prices', toPrice);
  }),
];
