import Stripe from 'stripe';
import { BillingError } from '../domain/errors.ts';
import type { StripeClient } from './client.ts';
import { requestKey } from './request-key.ts';
import type { TaxIdType } from './tax-id-type.ts';
import { toCardError } from './to-card-error.ts';

export interface StripeAddress {
  line1: string;
  line2: string | null;
  city: string | null;
  postalCode: string | null;
  state: string | null;
}

export interface CustomerToOnboard {
  customerId: string;
  email: string;
  name: string;
  locale: string;
  country: string;
  address: StripeAddress | null;
  taxId: { type: TaxIdType; value: string } | null;
  paymentMethod: string | null;
}

const SAME_EMAIL_LIMIT = 100;

/** The Stripe customer that an earlier attempt made for our customer, by its metadata; null when there is none. */
export async function findOnboardedCustomer(
  stripe: StripeClient,
  { customerId, email }: Pick<CustomerToOnboard, 'customerId' | 'email'>,
): Promise<string | null> {
  const { data } = await stripe.customers.list({ email, limit: SAME_EMAIL_LIMIT });
  return data.find(({ metadata }) => metadata.customer_id === customerId)?.id ?? null;
}

/**
 * Makes the Stripe customer with its card as default in one call, so there is no half-made one to repair. Throws
 * `payment_declined` when the card is refused and `invalid_value` when Stripe does not take a value.
 */
export async function onboardCustomer(stripe: StripeClient, customer: CustomerToOnboard): Promise<string> {
  const params = toCustomerParams(customer);
  try {
    const created = await stripe.customers.create(params, {
      idempotencyKey: await requestKey(`customer:${customer.customerId}`, params),
    });
    return created.id;
  } catch (error) {
    throw toBillingError(error);
  }
}

function toCustomerParams(customer: CustomerToOnboard): Stripe.CustomerCreateParams {
  const { address, paymentMethod, taxId } = customer;
  return {
    email: customer.email,
    name: customer.name,
    preferred_locales: [customer.locale],
    metadata: { customer_id: customer.customerId },
    address: {
      country: customer.country,
      ...(address && {
        line1: address.line1,
        ...(address.line2 !== null && { line2: address.line2 }),
        ...(address.city !== null && { city: address.city }),
        ...(address.postalCode !== null && { postal_code: address.postalCode }),
        ...(address.state !== null && { state: address.state }),
      }),
    },
    ...(taxId && { tax_id_data: [taxId] }),
    ...(paymentMethod !== null && {
      payment_method: paymentMethod,
      invoice_settings: { default_payment_method: paymentMethod },
    }),
  };
}

function toBillingError(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.param !== undefined) {
    const path = error.param.startsWith('tax_id') ? 'taxId' : error.param;
    return new BillingError('invalid_value', 'Stripe does not accept this value.', {
      detail: error.message,
      fields: [{ path, message: error.message }],
      cause: error,
    });
  }
  return toCardError(error);
}
