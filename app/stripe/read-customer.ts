import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { methodToLabel } from './to-method-label.ts';
import { expanded } from './values.ts';

/** A Stripe customer as we mirror it. */
export interface CustomerReading {
  stripeCustomerId: string;
  deleted: false;
  /** Our id, written into its metadata when we made it. */
  customerId: string | null;
  name: string | null;
  address: AddressReading | null;
  taxId: string | null;
  defaultPaymentMethodLabel: string | null;
}

export interface AddressReading {
  line1: string | null;
  line2: string | null;
  city: string | null;
  postalCode: string | null;
  state: string | null;
  country: string | null;
}

export interface DeletedCustomerReading {
  stripeCustomerId: string;
  deleted: true;
}

/** The customer as it is now; null when Stripe never had it. */
export async function readCustomer(
  stripe: StripeClient,
  id: string,
): Promise<CustomerReading | DeletedCustomerReading | null> {
  const customer = await nullWhenMissing(
    stripe.customers.retrieve(id, { expand: ['invoice_settings.default_payment_method', 'tax_ids'] }),
  );
  if (customer === null) return null;
  return customer.deleted
    ? { stripeCustomerId: customer.id, deleted: true }
    : customerToReading(customer as Stripe.Customer);
}

export function customerToReading(customer: Stripe.Customer): CustomerReading {
  return {
    stripeCustomerId: customer.id,
    deleted: false,
    customerId: customer.metadata.customer_id ?? null,
    name: customer.name ?? null,
    address: addressToReading(customer.address),
    taxId: customer.tax_ids?.data[0]?.value ?? null,
    defaultPaymentMethodLabel: methodToLabel(expanded(customer.invoice_settings.default_payment_method)),
  };
}

export function addressToReading(address: Stripe.Address | null | undefined): AddressReading | null {
  if (!address) return null;
  return {
    line1: address.line1,
    line2: address.line2,
    city: address.city,
    postalCode: address.postal_code,
    state: address.state,
    country: address.country,
  };
}
