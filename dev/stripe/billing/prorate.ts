import type { Context } from '../context.ts';
import { requirePrice, requireProduct } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { InvoiceItem, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { divideHalfUp, formatDecimal, integerToDecimal } from '../wire/decimal.ts';
import { isFreeTime } from './free-time.ts';
import { isMetered } from './plan-entries.ts';
import { rate, unitAmountOf } from './rate.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface Proration {
  readonly item: SubscriptionItemRecord;
  readonly price: string;
  readonly quantity: number;
  readonly amount: number;
  readonly description: string;
  readonly period: { start: number; end: number };
}

function dateText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** The share of an item's price for [at, end of its period), to the second: to credit (−1) or to charge (+1). */
export function prorateItem(
  ctx: Context,
  given: {
    item: SubscriptionItemRecord;
    price: string;
    quantity: number;
    currency: string;
    at: number;
    sign: 1 | -1;
  },
): Proration {
  const { item, quantity, currency, at, sign } = given;
  const price = requirePrice(ctx, given.price, 'price', 'parameter');
  const product = requireProduct(ctx, price.product, 'product', 'parameter');
  const full = rate({ price, product, currency, quantity: integerToDecimal(quantity) });
  const whole = full.reduce((sum, line) => sum + line.amount, 0);
  const length = item.current_period_end - item.current_period_start;
  const share = divideHalfUp(BigInt(whole) * BigInt(item.current_period_end - at), BigInt(length));
  const many = quantity === 1 ? '' : `${quantity} × `;
  return {
    item,
    price: price.id,
    quantity,
    amount: sign * Number(share),
    description: `${sign === -1 ? 'Unused' : 'Remaining'} time on ${many}${product.name} after ${dateText(at)}`,
    period: { start: at, end: item.current_period_end },
  };
}

export function prorateUnusedTime(ctx: Context, subscription: SubscriptionRecord): void {
  for (const item of ctx.store.subscriptionItems.by('subscription', subscription.id)) {
    if (isMetered(ctx, item.price)) continue;
    if (isFreeTime(subscription, { start: item.current_period_start })) continue;
    const { price, quantity = 1 } = item;
    const { currency } = subscription;
    const credit = prorateItem(ctx, { item, price, quantity, currency, at: ctx.now, sign: -1 });
    keepProration(ctx, subscription, credit);
  }
}

/** A proration as the invoice item that waits for the next invoice. */
export function toInvoiceItem(
  ctx: Context,
  subscription: SubscriptionRecord,
  proration: Proration,
): InvoiceItem {
  const price = requirePrice(ctx, proration.price, 'price', 'parameter');
  return {
    id: newId(ctx, 'ii'),
    object: 'invoiceitem',
    amount: proration.amount,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: ctx.now,
    description: proration.description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: proration.amount,
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: proration.item.id },
      type: 'subscription_details',
    },
    period: proration.period,
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: unitAmountOf(price, subscription.currency),
    },
    proration: true,
    quantity: proration.quantity,
    quantity_decimal: formatDecimal(integerToDecimal(proration.quantity)),
    tax_rates: proration.item.tax_rates ?? [],
    test_clock: null,
  };
}

export function keepProration(
  ctx: Context,
  subscription: SubscriptionRecord,
  proration: Proration,
): InvoiceItem {
  const item = ctx.store.invoiceItems.put(toInvoiceItem(ctx, subscription, proration));
  emit(ctx, 'invoiceitem.created', item);
  return item;
}
