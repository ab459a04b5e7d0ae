import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireTaxRate } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { TaxRate } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { formatDecimal, HUNDRED } from '../wire/decimal.ts';
import { decimal } from '../wire/decimal-param.ts';
import { country } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, oneOf, type ParsedFields, required, text } from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

const fields = {
  ...metadataParam,
  active: boolean(),
  country: country(),
  description: text(),
  display_name: text(100),
  jurisdiction: text(),
  state: text(),
  tax_type: oneOf('gst', 'hst', 'igst', 'jct', 'pst', 'qst', 'sales_tax', 'service_tax', 'vat'),
};

const createFields = {
  ...fields,
  display_name: required(text(100)),
  inclusive: required(boolean()),
  percentage: required(decimal({ min: 0n, max: HUNDRED })),
};

function plainFields(params: ParsedFields<typeof fields>): Partial<TaxRate> {
  const { metadata: _metadata, ...plain } = params;
  return plain;
}

function createTaxRate(ctx: Context, params: ParsedFields<typeof createFields>): TaxRate {
  const percentage = Number(formatDecimal(params.percentage));
  const { percentage: _percentage, inclusive, metadata, display_name, ...plain } = params;
  const rate = ctx.store.taxRates.put({
    id: newId(ctx, 'txr'),
    object: 'tax_rate',
    active: true,
    country: null,
    created: ctx.now,
    description: null,
    effective_percentage: percentage,
    flat_amount: null,
    jurisdiction: null,
    jurisdiction_level: null,
    livemode: false,
    rate_type: 'percentage',
    state: null,
    tax_type: null,
    ...plain,
    display_name,
    inclusive,
    metadata: mergeMetadata({}, metadata),
    percentage,
  });
  emit(ctx, 'tax_rate.created', rate);
  return rate;
}

export const taxRateRoutes = [
  route('POST', '/v1/tax_rates', createFields, createTaxRate),
  route(
    'GET',
    '/v1/tax_rates',
    { ...pageParams, active: boolean(), inclusive: boolean(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.taxRates
          .newestFirst()
          .filter(
            (rate) =>
              (params.active === undefined || rate.active === params.active) &&
              (params.inclusive === undefined || rate.inclusive === params.inclusive) &&
              inRange(rate.created, params.created),
          ),
        params,
        '/v1/tax_rates',
        (rate) => rate,
      ),
  ),
  route('GET', '/v1/tax_rates/:id', {}, (ctx, _params, path) =>
    requireTaxRate(ctx, path.id(), 'tax_rate', 'path'),
  ),
  route('POST', '/v1/tax_rates/:id', fields, (ctx, params, path) => {
    const before = requireTaxRate(ctx, path.id(), 'tax_rate', 'path');
    const after = ctx.store.taxRates.put({
      ...before,
      ...plainFields(params),
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
    emit(ctx, 'tax_rate.updated', after, before);
    return after;
  }),
];
