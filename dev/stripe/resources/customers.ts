import { applyBalance, recordBalanceTransaction } from '../billing/customer-balance.ts';
import { requireCustomerCurrency } from '../billing/customer-currency.ts';
import type { Context } from '../context.ts';
import { adoptPaymentMethod, resolvePaymentMethod } from '../payments/adopt-payment-method.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId, newText } from '../state/new-id.ts';
import type { Customer } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { requireAmount } from '../wire/amounts.ts';
import { currency } from '../wire/currencies.ts';
import { noSuch } from '../wire/errors.ts';
import { email } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  emptyable,
  integer,
  list,
  object,
  oneOf,
  type ParsedFields,
  refined,
  required,
  text,
} from '../wire/params.ts';
import { deleteCustomer } from './delete-customer.ts';
import { addressParam, customFieldsParam, metadataParam, toAddress } from './shared-params.ts';
import { createTaxId, taxIdTypeParam } from './tax-ids.ts';

const shippingParam = () =>
  emptyable(object({ address: required(addressParam()), name: required(text()), phone: text() }));

const fields = {
  ...metadataParam,
  address: emptyable(addressParam()),
  balance: refined(integer(), requireAmount),
  description: emptyable(text()),
  email: emptyable(email()),
  name: emptyable(text(256)),
  business_name: emptyable(text(150)),
  individual_name: emptyable(text(150)),
  phone: emptyable(text()),
  preferred_locales: list(text()),
  shipping: shippingParam(),
  tax_exempt: emptyable(oneOf('none', 'exempt', 'reverse')),
  invoice_prefix: text(12),
  next_invoice_sequence: integer({ min: 1 }),
  invoice_settings: object({
    custom_fields: customFieldsParam(),
    default_payment_method: emptyable(text()),
    footer: emptyable(text()),
    rendering_options: emptyable(object({ amount_tax_display: emptyable(text()), template: text() })),
  }),
  tax: object({
    ip_address: emptyable(text()),
    validate_location: oneOf('deferred', 'immediately', 'auto'),
  }),
};

type CustomerFields = ParsedFields<typeof fields>;

const createFields = {
  ...fields,
  payment_method: text(),
  tax_id_data: list(object({ type: required(taxIdTypeParam()), value: required(text()) })),
};

function createCustomer(ctx: Context, params: ParsedFields<typeof createFields>): Customer {
  const id = newId(ctx, 'cus', 14);
  const blank: Customer = {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: ctx.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: newText(ctx, 'invoice prefix', 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  ctx.store.customers.put(blank);
  const attached =
    params.payment_method === undefined ? null : adoptPaymentMethod(ctx, params.payment_method, id);
  const wanted = params.invoice_settings?.default_payment_method;
  const settings =
    attached && wanted === params.payment_method
      ? { ...params.invoice_settings, default_payment_method: attached.id }
      : params.invoice_settings;
  const customer = ctx.store.customers.put(
    withFields(ctx, blank, settings === undefined ? params : { ...params, invoice_settings: settings }),
  );
  emit(ctx, 'customer.created', customer);
  for (const taxId of params.tax_id_data ?? []) createTaxId(ctx, customer.id, taxId);
  if (params.balance) applyBalance(ctx, id, params.balance);
  return requireCustomer(ctx, id, 'id', 'path');
}

function updateCustomer(ctx: Context, id: string, params: CustomerFields): Customer {
  const before = requireCustomer(ctx, id, 'id', 'path');
  const after = ctx.store.customers.put(withFields(ctx, before, params));
  if (params.balance !== undefined && params.balance !== before.balance) {
    applyBalance(ctx, id, params.balance - before.balance);
  }
  const result = requireCustomer(ctx, after.id, 'id', 'path');
  emit(ctx, 'customer.updated', result, before);
  return result;
}

function withFields(ctx: Context, customer: Customer, params: CustomerFields): Customer {
  const settings = params.invoice_settings;
  const { address, shipping, business_name: businessName, individual_name: individualName } = params;
  const defaultPaymentMethod = settings?.default_payment_method;
  return {
    ...customer,
    ...plainFields(params),
    ...(businessName ? { business_name: businessName } : {}),
    ...(individualName ? { individual_name: individualName } : {}),
    ...(address === undefined ? {} : { address: address && toAddress(address) }),
    ...(shipping === undefined
      ? {}
      : {
          shipping: shipping && {
            address: toAddress(shipping.address),
            name: shipping.name,
            phone: shipping.phone ?? null,
          },
        }),
    tax_exempt:
      params.tax_exempt === undefined ? (customer.tax_exempt ?? 'none') : (params.tax_exempt ?? 'none'),
    metadata: mergeMetadata(customer.metadata, params.metadata),
    invoice_settings: {
      ...customer.invoice_settings,
      ...(settings?.footer === undefined ? {} : { footer: settings.footer }),
      ...(settings?.custom_fields === undefined
        ? {}
        : {
            custom_fields:
              settings.custom_fields?.map(({ name = '', value = '' }) => ({ name, value })) ?? null,
          }),
      ...(settings?.rendering_options === undefined
        ? {}
        : {
            rendering_options: settings.rendering_options && {
              amount_tax_display: settings.rendering_options.amount_tax_display ?? null,
              template: settings.rendering_options.template ?? null,
            },
          }),
      ...(defaultPaymentMethod === undefined
        ? {}
        : {
            default_payment_method:
              defaultPaymentMethod &&
              resolvePaymentMethod(ctx, {
                id: defaultPaymentMethod,
                customer: customer.id,
                param: 'invoice_settings[default_payment_method]',
              }).id,
          }),
    },
  };
}

/** The fields that are set as they are given. */
function plainFields(params: CustomerFields): Partial<Customer> {
  const { description, email, name, phone, preferred_locales, invoice_prefix, next_invoice_sequence } =
    params;
  const given = { description, email, name, phone, preferred_locales, invoice_prefix, next_invoice_sequence };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const balanceTransactionFields = {
  ...metadataParam,
  amount: required(integer()),
  currency: required(currency()),
  description: text(350),
};

export const customerRoutes = [
  route('POST', '/v1/customers', createFields, createCustomer),
  route('GET', '/v1/customers', { ...pageParams, email: text(512), created: rangeParam() }, (ctx, params) =>
    listOf(
      ctx.store.customers
        .newestFirst()
        .filter(
          (customer) =>
            (params.email === undefined || customer.email === params.email) &&
            inRange(customer.created, params.created),
        ),
      params,
      '/v1/customers',
      (customer) => customer,
    ),
  ),
  route('GET', '/v1/customers/:id', {}, (ctx, _params, path) => {
    if (ctx.store.counters.get(`deleted_customer|${path.id()}`)) {
      return { id: path.id(), object: 'customer', deleted: true };
    }
    return requireCustomer(ctx, path.id(), 'id', 'path');
  }),
  route('POST', '/v1/customers/:id', fields, (ctx, params, path) => updateCustomer(ctx, path.id(), params)),
  route('DELETE', '/v1/customers/:id', {}, (ctx, _params, path) => deleteCustomer(ctx, path.id())),
  route('POST', '/v1/customers/:id/balance_transactions', balanceTransactionFields, (ctx, params, path) => {
    const customer = requireCustomer(ctx, path.id(), 'customer', 'path');
    requireCustomerCurrency(customer, params.currency);
    return recordBalanceTransaction(ctx, {
      customer: customer.id,
      amount: params.amount,
      currency: params.currency,
      type: 'adjustment',
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
    });
  }),
  route('GET', '/v1/customers/:id/balance_transactions', pageParams, (ctx, params, path) => {
    const customer = requireCustomer(ctx, path.id(), 'customer', 'path');
    return listOf(
      ctx.store.customerBalanceTransactions.by('customer', customer.id).reverse(),
      params,
      `/v1/customers/${customer.id}/balance_transactions`,
      (transaction) => transaction,
    );
  }),
  route('GET', '/v1/customers/:id/balance_transactions/:transaction', {}, (ctx, _params, path) => {
    const found = ctx.store.customerBalanceTransactions.get(path.id('transaction'));
    if (found?.customer !== path.id()) {
      throw noSuch('customer_balance_transaction', path.id('transaction'), 'id', 'path');
    }
    return found;
  }),
];
