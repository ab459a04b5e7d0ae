import type { Context } from '../context.ts';
import { noSuch } from '../wire/errors.ts';
import type {
  Coupon,
  Customer,
  Invoice,
  Meter,
  Price,
  Product,
  SubscriptionItemRecord,
  SubscriptionRecord,
  TaxRate,
} from './records.ts';

type Place = 'path' | 'parameter';

export function requireCustomer(ctx: Context, id: string, param: string, place: Place): Customer {
  const found = ctx.store.customers.get(id);
  if (!found) throw noSuch('customer', id, param, place);
  return found;
}

export function requireProduct(ctx: Context, id: string, param: string, place: Place): Product {
  const found = ctx.store.products.get(id);
  if (!found) throw noSuch('product', id, param, place);
  return found;
}

export function requirePrice(ctx: Context, id: string, param: string, place: Place): Price {
  const found = ctx.store.prices.get(id);
  if (!found) throw noSuch('price', id, param, place);
  return found;
}

export function requireMeter(ctx: Context, id: string, param: string, place: Place): Meter {
  const found = ctx.store.meters.get(id);
  if (!found) throw noSuch('billing meter', id, param, place);
  return found;
}

export function requireSubscription(
  ctx: Context,
  id: string,
  param: string,
  place: Place,
): SubscriptionRecord {
  const found = ctx.store.subscriptions.get(id);
  if (!found) throw noSuch('subscription', id, param, place);
  return found;
}

export function requireSubscriptionItem(
  ctx: Context,
  id: string,
  param: string,
  place: Place,
): SubscriptionItemRecord {
  const found = ctx.store.subscriptionItems.get(id);
  if (!found) throw noSuch('subscription item', id, param, place);
  return found;
}

export function requireInvoice(ctx: Context, id: string, param: string, place: Place): Invoice {
  const found = ctx.store.invoices.get(id);
  if (!found) throw noSuch('invoice', id, param, place);
  return found;
}

export function requireCoupon(ctx: Context, id: string, param: string, place: Place): Coupon {
  const found = ctx.store.coupons.get(id);
  if (!found) throw noSuch('coupon', id, param, place);
  return found;
}

export function requireTaxRate(ctx: Context, id: string, param: string, place: Place): TaxRate {
  const found = ctx.store.taxRates.get(id);
  if (!found) throw noSuch('tax rate', id, param, place);
  return found;
}
