import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requirePrice } from '../state/lookups.ts';
import type { Price } from '../state/records.ts';
import { toPrice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, emptyable, list, mapOf, object, oneOf, type ParsedFields, text } from '../wire/params.ts';
import { claimLookupKey, createPrice, toCurrencyOption } from './create-price.ts';
import { createFields, currencyOptionParam, taxBehaviorParam } from './price-params.ts';
import { metadataParam } from './shared-params.ts';

const updateFields = {
  ...metadataParam,
  active: boolean(),
  lookup_key: emptyable(text(200)),
  nickname: emptyable(text()),
  tax_behavior: taxBehaviorParam(),
  transfer_lookup_key: boolean(),
  currency_options: mapOf(currencyOptionParam()),
};

function updatePrice(ctx: Context, id: string, params: ParsedFields<typeof updateFields>): Price {
  const before = requirePrice(ctx, id, 'id', 'path');
  claimLookupKey(ctx, params, id);
  const { metadata: _metadata, transfer_lookup_key: _transfer, currency_options: options, ...plain } = params;
  const after = ctx.store.prices.put({
    ...before,
    ...plain,
    ...(options === undefined
      ? {}
      : {
          currency_options: {
            ...before.currency_options,
            ...Object.fromEntries(
              Object.entries(options).map(([key, option]) => [key, toCurrencyOption(option)]),
            ),
          },
        }),
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
  emit(ctx, 'price.updated', toPrice(after), toPrice(before));
  return after;
}

const listFields = {
  ...pageParams,
  active: boolean(),
  currency: text(3),
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
      (params.currency === undefined || price.currency === params.currency.toLowerCase()) &&
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
