import type Stripe from 'stripe';
import type { DebtState } from '../domain/dunning.ts';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { type InvoiceReading, readInvoice } from './read-invoice.ts';
import type { PaymentReading } from './read-payments.ts';
import { toIdOrNull } from './values.ts';

export interface DebtReading extends DebtState {
  lastFailure: (NonNullable<DebtState['lastFailure']> & { message: string | null; at: Date | null }) | null;
}

/** An unpaid invoice and everything that decides whether, and with what, it may be charged again. */
export async function readDebt(stripe: StripeClient, stripeInvoiceId: string): Promise<DebtReading | null> {
  const invoice = await readInvoice(stripe, stripeInvoiceId);
  if (invoice === null || invoice.stripeCustomerId === null) return null;
  const [subscription, customer] = await Promise.all([
    invoice.stripeSubscriptionId === null
      ? null
      : nullWhenMissing(stripe.subscriptions.retrieve(invoice.stripeSubscriptionId)),
    nullWhenMissing(stripe.customers.retrieve(invoice.stripeCustomerId)),
  ]);
  return {
    status: invoice.status,
    subscriptionStatus: subscription?.status ?? null,
    customerDeleted: customer === null || customer.deleted === true,
    paymentInFlight: invoice.paymentInFlight,
    nextPaymentAttemptAt: invoice.nextPaymentAttemptAt,
    paymentMethodId: invoice.defaultPaymentMethodId ?? methodOf(subscription) ?? methodOfCustomer(customer),
    lastFailure: unconfirmedOf(invoice) ?? lastFailureOf(invoice.payments),
  };
}

function methodOf(subscription: Stripe.Subscription | null): string | null {
  return toIdOrNull(subscription?.default_payment_method) ?? toIdOrNull(subscription?.default_source);
}

function methodOfCustomer(customer: Stripe.Customer | Stripe.DeletedCustomer | null): string | null {
  if (customer === null || customer.deleted) return null;
  return toIdOrNull(customer.invoice_settings.default_payment_method) ?? toIdOrNull(customer.default_source);
}

/** No charge was made, so none failed; but without its holder the card can only be refused again. */
function unconfirmedOf({ unconfirmedPaymentMethodId }: InvoiceReading): DebtReading['lastFailure'] {
  if (unconfirmedPaymentMethodId === null) return null;
  return {
    declineCode: 'authentication_required',
    adviceCode: null,
    message: null,
    paymentMethodId: unconfirmedPaymentMethodId,
    at: null,
  };
}

function lastFailureOf(payments: readonly PaymentReading[]): DebtReading['lastFailure'] {
  const [last] = payments
    .filter(({ status }) => status === 'failed')
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  if (last === undefined) return null;
  return {
    declineCode: last.declineCode,
    adviceCode: last.adviceCode,
    message: last.failureMessage,
    paymentMethodId: last.stripePaymentMethodId,
    at: last.createdAt,
  };
}
