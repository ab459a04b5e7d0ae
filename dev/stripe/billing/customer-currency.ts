import type { Context } from '../context.ts';
import type { Customer, Price } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

/** One currency a customer, whose balance is in it: two cannot be added. */
export function requireCustomerCurrency(customer: Customer, currency: string): void {
  if (!customer.currency || customer.currency === currency) return;
  throw invalidRequest(
    `You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item with currency ${customer.currency}`,
    { param: 'currency' },
  );
}

/** The first thing that is billed fixes the customer's currency; its record is read anew, as others may have changed it. */
export function fixCustomerCurrency(ctx: Context, id: string, currency: string): void {
  const customer = ctx.store.customers.get(id);
  if (customer && !customer.currency) ctx.store.customers.put({ ...customer, currency });
}

/** A price bills in its own currency and in those it has options for. */
export function requirePriceCurrency(price: Price, currency: string, param: string): void {
  if (price.currency === currency || price.currency_options?.[currency]) return;
  throw invalidRequest(
    `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
    { param },
  );
}
