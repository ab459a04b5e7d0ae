import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** Stripe's code when only the cardholder can let the payment through. */
const NEEDS_HOLDER = 'invoice_payment_intent_requires_action';

export type PaymentResult =
  | { kind: 'paid' }
  | { kind: 'declined'; declineCode: string | null; adviceCode: string | null; message: string }
  /** With the bank, or waiting for the cardholder. */
  | { kind: 'pending' };

export interface PayInvoiceInput {
  stripeInvoiceId: string;
  /** The same key is the same payment, however often it is asked for: at most one charge comes of it. */
  idempotencyKey: string;
}

/**
 * Charges the customer's default method for an open invoice, off session. The method is left to Stripe, so that a
 * repeated call is word for word the first one. Throws when Stripe gave no verdict: then the same key must be used again.
 */
export async function payInvoice(
  stripe: StripeClient,
  { stripeInvoiceId, idempotencyKey }: PayInvoiceInput,
): Promise<PaymentResult> {
  try {
    const invoice = await stripe.invoices.pay(stripeInvoiceId, { off_session: true }, { idempotencyKey });
    return invoice.status === 'paid' ? { kind: 'paid' } : { kind: 'pending' };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
    return {
      kind: 'declined',
      declineCode:
        error.decline_code ??
        (error.code === NEEDS_HOLDER ? 'authentication_required' : (error.code ?? null)),
      adviceCode: error.advice_code ?? null,
      message: error.message,
    };
  }
}
