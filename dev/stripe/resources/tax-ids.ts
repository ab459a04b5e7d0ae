import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { TaxId } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { oneOf, required, text } from '../wire/params.ts';

export const taxIdTypeParam = () =>
  oneOf(
    'eu_vat',
    'gb_vat',
    'us_ein',
    'jp_cn',
    'jp_rn',
    'jp_trn',
    'ch_vat',
    'no_vat',
    'au_abn',
    'ca_gst_hst',
    'in_gst',
    'nz_gst',
  );

const FORMATS: Partial<Record<TaxId['type'], RegExp>> = {
  eu_vat:
    /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{2,12}$/,
  gb_vat: /^GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  us_ein: /^\d{2}-\d{7}$/,
  jp_cn: /^\d{13}$/,
  jp_rn: /^\d{5}$/,
  jp_trn: /^T\d{13}$/,
};

const COUNTRIES: Partial<Record<TaxId['type'], string>> = {
  gb_vat: 'GB',
  us_ein: 'US',
  jp_cn: 'JP',
  jp_rn: 'JP',
  jp_trn: 'JP',
  ch_vat: 'CH',
  no_vat: 'NO',
  au_abn: 'AU',
  ca_gst_hst: 'CA',
  in_gst: 'IN',
  nz_gst: 'NZ',
};

function countryOf(type: TaxId['type'], value: string): string | null {
  if (type !== 'eu_vat') return COUNTRIES[type] ?? null;
  const prefix = value.slice(0, 2);
  return prefix === 'EL' ? 'GR' : prefix;
}

export function createTaxId(
  ctx: Context,
  customerId: string,
  given: { type: TaxId['type']; value: string },
): TaxId {
  const value = given.value.replaceAll(' ', '');
  if (FORMATS[given.type] && !FORMATS[given.type]?.test(value)) {
    throw invalidRequest(`Invalid value for ${given.type}.`, { code: 'tax_id_invalid', param: 'value' });
  }
  const taxId = ctx.store.taxIds.put({
    id: newId(ctx, 'txi'),
    object: 'tax_id',
    country: countryOf(given.type, value),
    created: ctx.now,
    customer: customerId,
    customer_account: null,
    livemode: false,
    owner: { customer: customerId, customer_account: null, type: 'customer' },
    type: given.type,
    value,
    verification: { status: 'verified', verified_address: null, verified_name: null },
  });
  emit(ctx, 'customer.tax_id.created', taxId);
  return taxId;
}

function requireTaxId(ctx: Context, customerId: string, id: string): TaxId {
  requireCustomer(ctx, customerId, 'customer', 'path');
  const found = ctx.store.taxIds.get(id);
  if (found?.customer !== customerId) throw noSuch('tax_id', id, 'id', 'path');
  return found;
}

export const taxIdRoutes = [
  route(
    'POST',
    '/v1/customers/:id/tax_ids',
    { type: required(taxIdTypeParam()), value: required(text()) },
    (ctx, params, path) => createTaxId(ctx, requireCustomer(ctx, path.id(), 'customer', 'path').id, params),
  ),
  route('GET', '/v1/customers/:id/tax_ids', pageParams, (ctx, params, path) => {
    const customer = requireCustomer(ctx, path.id(), 'customer', 'path');
    return listOf(
      ctx.store.taxIds.by('customer', customer.id).reverse(),
      params,
      `/v1/customers/${customer.id}/tax_ids`,
      (taxId) => taxId,
    );
  }),
  route('GET', '/v1/customers/:id/tax_ids/:taxId', {}, (ctx, _params, path) =>
    requireTaxId(ctx, path.id(), path.id('taxId')),
  ),
  route('DELETE', '/v1/customers/:id/tax_ids/:taxId', {}, (ctx, _params, path) => {
    const taxId = requireTaxId(ctx, path.id(), path.id('taxId'));
    ctx.store.taxIds.delete(taxId.id);
    emit(ctx, 'customer.tax_id.deleted', taxId);
    return { id: taxId.id, object: 'tax_id', deleted: true };
  }),
];
