import { requirePriceCurrency } from '../billing/customer-currency.ts';
import { changeDraft } from '../billing/draft-invoice.ts';
import { unitAmountOf } from '../billing/rate.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import type { Context } from '../context.ts';
import { requireTaxRate } from '../state/lookups.ts';
import type { InvoiceItem, Price } from '../state/records.ts';
import { requireAmount } from '../wire/amounts.ts';
import {
  type Decimal,
  formatDecimal,
  integerToDecimal,
  multiplyToMinor,
  requireDecimal,
} from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { requireDraft, requireEditable } from './editable-item.ts';
import { type ItemParams, itemPrice, requireOneAmount } from './invoice-item-price.ts';

/**
 * Changes an item that is not billed yet, and the draft it lies on. An amount makes it one of one at that amount. Stripe
 * has no event for the item, only for its draft.
 */
export function updateInvoiceItem(ctx: Context, id: string, params: ItemParams): InvoiceItem {
  const after = changeInvoiceItem(ctx, id, params);
  if (after.invoice !== null) changeDraft(ctx, requireDraft(ctx, after.invoice));
  return after;
}

/** The same without making its draft anew. */
export function changeInvoiceItem(ctx: Context, id: string, params: ItemParams): InvoiceItem {
  const before = requireEditable(ctx, id);
  if (params.tax_behavior !== undefined) {
    throw invalidRequest('`tax_behavior` of an item that is there already cannot be changed here.', {
      param: 'tax_behavior',
    });
  }
  const price = itemPrice(ctx, params);
  requireOneAmount(params, price);
  if (price)
    requirePriceCurrency(price, before.currency, params.price_data ? 'price_data' : 'pricing[price]');
  const quantity = params.amount === undefined ? (params.quantity ?? before.quantity) : 1;
  const unit = unitOf(params, price, before);
  const amount = requireAmount(params.amount ?? multiplyToMinor(integerToDecimal(quantity), unit));
  return ctx.store.invoiceItems.put({
    ...before,
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    ...(params.discounts === undefined
      ? {}
      : {
          discounts: createDiscounts(ctx, params.discounts, {
            customer: before.customer,
            currency: before.currency,
            has: (before.discounts ?? []).map((discount) => String(discount)),
          }),
        }),
    ...(params.period ? { period: params.period } : {}),
    amount,
    net_amount: amount,
    quantity,
    quantity_decimal: String(quantity),
    pricing: pricingOf(before, price, unit),
    ...(params.tax_rates === undefined
      ? {}
      : {
          tax_rates: (params.tax_rates ?? []).map((rate) =>
            requireTaxRate(ctx, rate, 'tax_rates', 'parameter'),
          ),
        }),
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
  });
}

function unitOf(params: ItemParams, price: Price | null, { currency, pricing }: InvoiceItem): Decimal {
  if (params.unit_amount_decimal !== undefined) return params.unit_amount_decimal;
  if (params.amount !== undefined) return integerToDecimal(params.amount);
  return requireDecimal(price ? unitAmountOf(price, currency) : (pricing?.unit_amount_decimal ?? '0'));
}

function pricingOf({ pricing }: InvoiceItem, price: Price | null, unit: Decimal): InvoiceItem['pricing'] {
  const unitAmount = formatDecimal(unit);
  if (price) {
    return {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: unitAmount,
    };
  }
  return pricing && { ...pricing, unit_amount_decimal: unitAmount };
}
