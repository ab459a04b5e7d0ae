import type { Customer } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

/** One currency a customer, whose balance is in it: two cannot be added. */
export function requireCustomerCurrency(customer: Customer, currency: string): void {
  if (!customer.currency || customer.currency === currency) return;
  throw invalidRequest(
    `You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item with currency ${customer.currency}`,
    { param: 'currency' },
  );
}
