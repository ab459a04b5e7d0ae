import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type {
  InvoiceItem,
  Price,
  ProrationCreditRecord,
  SubscriptionItemRecord,
  SubscriptionRecord,
} from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { formatDecimal, integerToDecimal } from '../wire/decimal.ts';
import type { Period } from './period.ts';
import { unitAmountOf } from './rate.ts';

export interface Proration {
  readonly item: SubscriptionItemRecord;
  readonly price: Price;
  readonly quantity: number;
  /** Negative for a credit. */
  readonly amount: number;
  /** Those that the amount has been through. */
  readonly discounts: readonly string[];
  readonly description: string;
  readonly period: Period;
}

/** A proration as the invoice item that waits for the next invoice; of a credit, with what it gives back. */
export function keepProration(
  ctx: Context,
  subscription: SubscriptionRecord,
  proration: Proration,
  credit?: Omit<ProrationCreditRecord, 'id'>,
): InvoiceItem {
  const item = ctx.store.invoiceItems.put(toInvoiceItem(ctx, subscription, proration));
  if (credit) ctx.store.prorationCredits.put({ id: item.id, ...credit });
  emit(ctx, 'invoiceitem.created', item);
  return item;
}

function toInvoiceItem(
  ctx: Context,
  subscription: SubscriptionRecord,
  { item, price, quantity, amount, discounts, description, period }: Proration,
): InvoiceItem {
  return {
    id: newId(ctx, 'ii'),
    object: 'invoiceitem',
    amount,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: ctx.now,
    description,
    discountable: false,
    discounts: [...discounts],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: amount,
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: item.id },
      type: 'subscription_details',
    },
    period: { start: period.start, end: period.end },
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: unitAmountOf(price, subscription.currency),
    },
    proration: true,
    quantity,
    quantity_decimal: formatDecimal(integerToDecimal(quantity)),
    tax_rates: item.tax_rates ?? [],
    test_clock: null,
  };
}
