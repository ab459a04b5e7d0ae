import { requirePriceCurrency } from '../billing/customer-currency.ts';
import { newInvoiceItem } from '../billing/new-invoice-item.ts';
import { unitAmountOf } from '../billing/rate.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import type { Context } from '../context.ts';
import { requirePrice, requireProduct, requireTaxRate } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { integerToDecimal, multiplyToMinor, requireDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import type { Parsed } from '../wire/params.ts';
import { createPrice } from './create-price.ts';
import type { addInvoiceItemsParam } from './subscription-params.ts';

/** `add_invoice_items`: one-time prices that go onto the subscription's next invoice. */
export function addOneTimeItems(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: Parsed<ReturnType<typeof addInvoiceItemsParam>>,
): void {
  for (const [index, given] of items.entries()) {
    const param = `add_invoice_items[${index}]`;
    const price =
      given.price !== undefined
        ? requirePrice(ctx, given.price, `${param}[price]`, 'parameter')
        : given.price_data
          ? createPrice(ctx, {
              ...given.price_data,
              unit_amount: given.price_data.unit_amount ?? 0,
            })
          : null;
    if (price === null)
      throw invalidRequest(`Missing required param: ${param}[price].`, { param, code: 'parameter_missing' });
    requirePriceCurrency(price, subscription.currency, `${param}[price]`);
    const quantity = given.quantity ?? 1;
    const unitAmount = unitAmountOf(price, subscription.currency);
    const item = ctx.store.invoiceItems.put({
      ...newInvoiceItem(ctx, {
        customer: subscription.customer,
        currency: subscription.currency,
        amount: multiplyToMinor(integerToDecimal(quantity), requireDecimal(unitAmount)),
        description: requireProduct(ctx, price.product, 'product', 'parameter').name,
        quantity,
        unitAmount,
        price,
        subscription: subscription.id,
        metadata: mergeMetadata({}, given.metadata, `${param}[metadata]`),
        taxRates: (given.tax_rates ?? []).map((id) =>
          requireTaxRate(ctx, id, `${param}[tax_rates]`, 'parameter'),
        ),
      }),
      discounts: createDiscounts(
        ctx,
        given.discounts,
        { customer: subscription.customer, currency: subscription.currency, subscription: subscription.id },
        `${param}[discounts]`,
      ),
    });
    emit(ctx, 'invoiceitem.created', item);
  }
}
