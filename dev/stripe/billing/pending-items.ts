import type { Context } from '../context.ts';
import type { Invoice, InvoiceItem } from '../state/records.ts';
import { integerToDecimal } from '../wire/decimal.ts';
import type { DraftLine } from './draft-line.ts';

/** The customer's items that wait for an invoice: of this subscription, or of none. */
export function pendingItems(
  ctx: Context,
  customer: string,
  currency: string,
  subscription: string | null,
): InvoiceItem[] {
  return ctx.store.invoiceItems.by('customer', customer).filter((item) => {
    const wanted = item.parent?.subscription_details?.subscription ?? null;
    return (
      item.invoice === null && item.currency === currency && (wanted === null || wanted === subscription)
    );
  });
}

export function takePendingItems(ctx: Context, invoice: Invoice): void {
  const subscription = invoice.parent?.subscription_details?.subscription ?? null;
  for (const item of pendingItems(ctx, invoice.customer ?? '', invoice.currency, subscription)) {
    ctx.store.invoiceItems.put({ ...item, invoice: invoice.id });
  }
}

export function invoiceItemLines(ctx: Context, invoice: Pick<Invoice, 'id'>): DraftLine[] {
  return ctx.store.invoiceItems.by('invoice', invoice.id).map((item) => itemToLine(ctx, item));
}

export function itemToLine(ctx: Context, item: InvoiceItem): DraftLine {
  const priceId = item.pricing?.price_details?.price;
  const details = item.parent?.subscription_details ?? null;
  return {
    key: item.id,
    amount: item.amount,
    description: item.description,
    quantity: integerToDecimal(item.quantity),
    unitAmount: item.pricing?.unit_amount_decimal ?? null,
    price: (priceId === undefined ? undefined : ctx.store.prices.get(priceId)) ?? null,
    period: item.period,
    source: {
      subscription: details?.subscription ?? null,
      subscriptionItem: details?.subscription_item ?? null,
      invoiceItem: item.id,
      proration: item.proration,
    },
    discountable: item.discountable,
    discounts: item.discounts ?? [],
    taxRates: ownRates(item),
    taxedAt: ctx.store.prorationCredits.get(item.id)?.taxedAt ?? null,
    metadata: item.metadata ?? {},
  };
}

function ownRates({ tax_rates: rates }: InvoiceItem): string[] | null {
  return rates && rates.length > 0 ? rates.map((rate) => rate.id) : null;
}
