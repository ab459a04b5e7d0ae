import {
  fixCustomerCurrency,
  requireCustomerCurrency,
  requirePriceCurrency,
} from '../billing/customer-currency.ts';
import { changeDraft } from '../billing/draft-invoice.ts';
import { newInvoiceItem } from '../billing/new-invoice-item.ts';
import { unitAmountOf } from '../billing/rate.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireProduct, requireSubscription, requireTaxRate } from '../state/lookups.ts';
import type { InvoiceItem } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { currency } from '../wire/currencies.ts';
import {
  type Decimal,
  formatDecimal,
  integerToDecimal,
  multiplyToMinor,
  requireDecimal,
} from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, type ParsedFields, required, text } from '../wire/params.ts';
import { requireDraft, requireEditable, requireItem, requireSameSubscription } from './editable-item.ts';
import {
  adHocPrice,
  type ItemParams,
  itemFields,
  itemPrice,
  requireOneAmount,
} from './invoice-item-price.ts';
import { updateInvoiceItem } from './update-invoice-item.ts';

const createFields = {
  ...itemFields,
  customer: required(text()),
  currency: currency(),
  invoice: text(),
  subscription: text(),
};

export function createInvoiceItem(ctx: Context, params: ParsedFields<typeof createFields>): InvoiceItem {
  const item = addInvoiceItem(ctx, params);
  if (item.invoice !== null) changeDraft(ctx, requireDraft(ctx, item.invoice));
  return item;
}

/** The same without making its draft anew. */
export function addInvoiceItem(
  ctx: Context,
  params: ItemParams & Omit<ParsedFields<typeof createFields>, keyof ItemParams>,
): InvoiceItem {
  const customer = requireCustomer(ctx, params.customer, 'customer', 'parameter');
  const invoice = params.invoice === undefined ? null : requireDraft(ctx, params.invoice);
  if (invoice && invoice.customer !== customer.id) {
    throw invalidRequest(`The invoice ${invoice.id} is not one of the customer ${customer.id}.`, {
      param: 'invoice',
    });
  }
  const subscription =
    params.subscription === undefined
      ? null
      : requireSubscription(ctx, params.subscription, 'subscription', 'parameter').id;
  if (invoice) requireSameSubscription(subscription, invoice, 'subscription');
  const price = itemPrice(ctx, params);
  if (price === null && params.amount === undefined && params.unit_amount_decimal === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: amount, pricing, price_data or unit_amount_decimal.',
      { param: 'amount', code: 'parameter_missing' },
    );
  }
  requireOneAmount(params, price);
  if (price && params.tax_behavior !== undefined) {
    throw invalidRequest(
      '`tax_behavior` is not supported here for an item that has a price: the price says it.',
      {
        param: 'tax_behavior',
      },
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
      price:
        price ??
        adHocPrice(ctx, {
          currency,
          unit,
          description: params.description ?? null,
          ...(params.tax_behavior === undefined ? {} : { taxBehavior: params.tax_behavior }),
        }),
      subscription,
      metadata: mergeMetadata({}, params.metadata),
      taxRates: (params.tax_rates ?? []).map((id) => requireTaxRate(ctx, id, 'tax_rates', 'parameter')),
      invoice: invoice?.id ?? null,
      ...(params.period ? { period: params.period } : {}),
      ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    }),
    discounts: createDiscounts(ctx, params.discounts, { customer: customer.id, currency }),
  });
  fixCustomerCurrency(ctx, customer.id, currency);
  emit(ctx, 'invoiceitem.created', item);
  return item;
}

export const invoiceItemRoutes = [
  route('POST', '/v1/invoiceitems', createFields, createInvoiceItem),
  route('GET', '/v1/invoiceitems/:id', {}, (ctx, _params, path) => requireItem(ctx, path.id())),
  route('POST', '/v1/invoiceitems/:id', itemFields, (ctx, params, path) =>
    updateInvoiceItem(ctx, path.id(), params),
  ),
  route('DELETE', '/v1/invoiceitems/:id', {}, (ctx, _params, path) => {
    const item = requireEditable(ctx, path.id());
    ctx.store.invoiceItems.delete(item.id);
    emit(ctx, 'invoiceitem.deleted', item);
    if (item.invoice !== null) changeDraft(ctx, requireDraft(ctx, item.invoice));
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
