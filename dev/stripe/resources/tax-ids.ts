import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { TaxId } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { oneOf, required, text } from '../wire/params.ts';
import { countryOfTaxId, type KnownTaxIdType, TAX_ID_TYPES } from './tax-id-formats.ts';

export const taxIdTypeParam = () => oneOf(...TAX_ID_TYPES);

export function createTaxId(
  ctx: Context,
  customerId: string,
  given: { type: KnownTaxIdType; value: string },
): TaxId {
  const value = given.value.replaceAll(' ', '');
  const country = countryOfTaxId(given.type, value);
  if (country === null) {
    throw invalidRequest(`Invalid value for ${given.type}.`, { code: 'tax_id_invalid', param: 'value' });
  }
  const taxId = ctx.store.taxIds.put({
    id: newId(ctx, 'txi'),
    object: 'tax_id',
    country,
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
