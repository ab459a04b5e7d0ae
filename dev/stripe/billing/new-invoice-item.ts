import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { InvoiceItem, Price, TaxRate } from '../state/records.ts';
import type { Metadata } from '../wire/types.ts';

/** An item that waits for an invoice, or lies on one already. */
export function newInvoiceItem(
  ctx: Context,
  given: {
    customer: string;
    currency: string;
    amount: number;
    description: string | null;
    quantity: number;
    unitAmount: string;
    price: Price | null;
    subscription: string | null;
    metadata: Metadata;
    taxRates: TaxRate[];
    period?: { start: number; end: number };
    invoice?: string | null;
    discountable?: boolean;
  },
): InvoiceItem {
  return {
    id: newId(ctx, 'ii'),
    object: 'invoiceitem',
    amount: given.amount,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    date: ctx.now,
    description: given.description,
    discountable: given.discountable ?? given.amount >= 0,
    discounts: [],
    invoice: given.invoice ?? null,
    livemode: false,
    metadata: given.metadata,
    net_amount: given.amount,
    parent: given.subscription
      ? { subscription_details: { subscription: given.subscription }, type: 'subscription_details' }
      : null,
    period: given.period ?? { end: ctx.now, start: ctx.now },
    pricing: {
      ...(given.price ? { price_details: { price: given.price.id, product: given.price.product } } : {}),
      type: 'price_details',
      unit_amount_decimal: given.unitAmount,
    },
    proration: false,
    quantity: given.quantity,
    quantity_decimal: String(given.quantity),
    tax_rates: given.taxRates,
    test_clock: null,
  };
}
