import {
  fixCustomerCurrency,
  requireCustomerCurrency,
  requirePriceCurrency,
} from '../billing/customer-currency.ts';
import { refreshDraft } from '../billing/draft-invoice.ts';
import { newInvoiceItem } from '../billing/new-invoice-item.ts';
import { unitAmountOf } from '../billing/rate.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import {
  requireCustomer,
  requireInvoice,
  requirePrice,
  requireProduct,
  requireSubscription,
  requireTaxRate,
} from '../state/lookups.ts';
import type { InvoiceItem, Price } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { requireAmount } from '../wire/amounts.ts';
import { currency } from '../wire/currencies.ts';
import {
  type Decimal,
  formatDecimal,
  integerToDecimal,
  multiplyToMinor,
  requireDecimal,
} from '../wire/decimal.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  boolean,
  decimal,
  emptyable,
  integer,
  list,
  object,
  type ParsedFields,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { createPrice } from './create-price.ts';
import { createDiscounts } from './discounts.ts';
import { metadataParam } from './shared-params.ts';
import { discountsParam } from './subscription-params.ts';

export const itemPriceDataParam = () =>
  object({
    currency: required(currency()),
    product: required(text()),
    unit_amount: integer(),
    unit_amount_decimal: decimal(),
    tax_behavior: text(),
  });

const fields = {
  ...metadataParam,
  amount: integer(),
  description: emptyable(text()),
  discountable: boolean(),
  discounts: discountsParam(),
  period: object({ start: required(timestamp()), end: required(timestamp()) }),
  pricing: object({ price: text() }),
  price_data: itemPriceDataParam(),
  quantity: integer({ min: 0 }),
  unit_amount_decimal: decimal(),
  tax_behavior: text(),
  tax_rates: emptyable(list(text())),
};

const createFields = {
  ...fields,
  customer: required(text()),
  currency: currency(),
  invoice: text(),
  subscription: text(),
};

export function createInvoiceItem(ctx: Context, params: ParsedFields<typeof createFields>): InvoiceItem {
  const customer = requireCustomer(ctx, params.customer, 'customer', 'parameter');
  const invoice = params.invoice === undefined ? null : requireDraft(ctx, params.invoice);
  if (invoice && invoice.customer !== customer.id) {
    throw invalidRequest(`The invoice ${invoice.id} is not one of the customer ${customer.id}.`, {
      param: 'invoice',
    });
  }
  const price = itemPrice(ctx, params);
  if (price === null && params.amount === undefined && params.unit_amount_decimal === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: amount, pricing, price_data or unit_amount_decimal.',
      { param: 'amount', code: 'parameter_missing' },
    );
  }
  if (
    params.amount !== undefined &&
    (price || params.quantity !== undefined || params.unit_amount_decimal !== undefined)
  ) {
    throw invalidRequest(
      'You may not specify `amount` together with `pricing`, `price_data`, `quantity` or `unit_amount_decimal`.',
      { param: 'amount' },
    );
  }
  const currency = params.currency ?? invoice?.currency ?? price?.currency ?? customer.currency ?? 'usd';
  requireCustomerCurrency(customer, currency);
  if (price) requirePriceCurrency(price, currency, params.price_data ? 'price_data' : 'pricing[price]');
  const quantity = params.quantity ?? 1;
  const unit: Decimal =
    params.unit_amount_decimal ??
    (params.amount !== undefined
      ? integerToDecimal(params.amount)
      : requireDecimal(price ? unitAmountOf(price, currency) : '0'));
  const item = ctx.store.invoiceItems.put({
    ...newInvoiceItem(ctx, {
      customer: customer.id,
      currency,
      amount: multiplyToMinor(integerToDecimal(quantity), unit),
      description:
        params.description ??
        (price ? requireProduct(ctx, price.product, 'product', 'parameter').name : null),
      quantity,
      unitAmount: formatDecimal(unit),
      price: price ?? adHocPrice(ctx, { currency, unit, description: params.description ?? null }),
      subscription:
        params.subscription === undefined
          ? null
          : requireSubscription(ctx, params.subscription, 'subscription', 'parameter').id,
      metadata: mergeMetadata({}, params.metadata),
      taxRates: (params.tax_rates ?? []).map((id) => requireTaxRate(ctx, id, 'tax_rates', 'parameter')),
      invoice: invoice?.id ?? null,
      ...(params.period ? { period: params.period } : {}),
      ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    }),
    discounts: createDiscounts(ctx, params.discounts, { customer: customer.id }),
  });
  fixCustomerCurrency(ctx, customer.id, currency);
  emit(ctx, 'invoiceitem.created', item);
  if (invoice) refreshDraft(ctx, invoice);
  return item;
}

function itemPrice(ctx: Context, params: ParsedFields<typeof fields>): Price | null {
  if (params.pricing?.price !== undefined) {
    const price = requirePrice(ctx, params.pricing.price, 'pricing[price]', 'parameter');
    if (price.type !== 'one_time') {
      throw invalidRequest(
        'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
        { param: 'pricing[price]' },
      );
    }
    return price;
  }
  if (!params.price_data) return null;
  const { currency, product, unit_amount: amount, unit_amount_decimal: amountDecimal } = params.price_data;
  return createPrice(ctx, {
    currency,
    product,
    ...(amountDecimal === undefined ? { unit_amount: amount ?? 0 } : { unit_amount_decimal: amountDecimal }),
  });
}

/** An item by mere amount gets a price and a product of its own, inactive from the start. */
function adHocPrice(
  ctx: Context,
  given: { currency: string; unit: Decimal; description: string | null },
): Price {
  return createPrice(ctx, {
    active: false,
    currency: given.currency,
    product_data: { name: given.description || 'Invoice item', active: false },
    unit_amount_decimal: given.unit,
  });
}

function requireDraft(ctx: Context, id: string) {
  const invoice = requireInvoice(ctx, id, 'invoice', 'parameter');
  if (invoice.status !== 'draft') {
    throw invalidRequest("The specified invoice is finalized and can't be changed.", {
      code: 'invoice_not_editable',
      param: 'invoice',
    });
  }
  return invoice;
}

function requireItem(ctx: Context, id: string): InvoiceItem {
  const found = ctx.store.invoiceItems.get(id);
  if (!found) throw noSuch('invoice item', id, 'invoiceitem', 'path');
  return found;
}

function requireEditable(ctx: Context, id: string): InvoiceItem {
  const item = requireItem(ctx, id);
  if (item.invoice !== null) requireDraft(ctx, item.invoice);
  return item;
}

function updateInvoiceItem(ctx: Context, id: string, params: ParsedFields<typeof fields>): InvoiceItem {
  const before = requireEditable(ctx, id);
  const quantity = params.quantity ?? before.quantity;
  const unit =
    params.unit_amount_decimal ??
    (params.amount !== undefined
      ? integerToDecimal(params.amount)
      : requireDecimal(before.pricing?.unit_amount_decimal ?? '0'));
  const amount = requireAmount(params.amount ?? multiplyToMinor(integerToDecimal(quantity), unit));
  const after = ctx.store.invoiceItems.put({
    ...before,
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    ...(params.period ? { period: params.period } : {}),
    amount,
    net_amount: amount,
    quantity,
    quantity_decimal: String(quantity),
    ...(before.pricing ? { pricing: { ...before.pricing, unit_amount_decimal: formatDecimal(unit) } } : {}),
    ...(params.tax_rates === undefined
      ? {}
      : {
          tax_rates: (params.tax_rates ?? []).map((rate) =>
            requireTaxRate(ctx, rate, 'tax_rates', 'parameter'),
          ),
        }),
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
  });
  emit(ctx, 'invoiceitem.updated', after, before);
  if (after.invoice !== null) refreshDraft(ctx, requireDraft(ctx, after.invoice));
  return after;
}

export const invoiceItemRoutes = [
  route('POST', '/v1/invoiceitems', createFields, createInvoiceItem),
  route('GET', '/v1/invoiceitems/:id', {}, (ctx, _params, path) => requireItem(ctx, path.id())),
  route('POST', '/v1/invoiceitems/:id', fields, (ctx, params, path) =>
    updateInvoiceItem(ctx, path.id(), params),
  ),
  route('DELETE', '/v1/invoiceitems/:id', {}, (ctx, _params, path) => {
    const item = requireEditable(ctx, path.id());
    ctx.store.invoiceItems.delete(item.id);
    emit(ctx, 'invoiceitem.deleted', item);
    if (item.invoice !== null) refreshDraft(ctx, requireDraft(ctx, item.invoice));
    return { id: item.id, object: 'invoiceitem', deleted: true };
  }),
  route(
    'GET',
    '/v1/invoiceitems',
    { ...pageParams, customer: text(), invoice: text(), pending: boolean(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.invoiceItems
          .newestFirst()
          .filter(
            (item) =>
              (params.customer === undefined || item.customer === params.customer) &&
              (params.invoice === undefined || item.invoice === params.invoice) &&
              (params.pending === undefined || (item.invoice === null) === params.pending) &&
              inRange(item.date, params.created),
          ),
        params,
        '/v1/invoiceitems',
        (item) => item,
      ),
  ),
];
