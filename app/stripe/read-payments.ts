import type Stripe from 'stripe';
import { isPaymentState, type PaymentState } from '../domain/payment-state.ts';
import type { StripeClient } from './client.ts';
import { methodToLabel } from './to-method-label.ts';
import { toIdOrNull, toInstant } from './values.ts';

/** One charge, succeeded or failed, as we mirror it. */
export interface PaymentReading {
  stripeChargeId: string;
  stripePaymentIntentId: string | null;
  status: PaymentState;
  amountMinor: bigint;
  amountRefundedMinor: bigint;
  currency: string;
  failureCode: string | null;
  declineCode: string | null;
  adviceCode: string | null;
  failureMessage: string | null;
  methodLabel: string | null;
  stripePaymentMethodId: string | null;
  createdAt: Date;
  refunds: readonly RefundReading[];
}

export interface RefundReading {
  stripeRefundId: string;
  status: string;
  amountMinor: bigint;
  currency: string;
  reason: string | null;
  failureReason: string | null;
  createdAt: Date;
}

const PAGE = { limit: 100 };
const ALL = { limit: 10_000 };

/** Every try to collect one payment intent, failed ones too, with their refunds. */
export async function readPaymentsOfIntent(
  stripe: StripeClient,
  paymentIntent: string,
): Promise<PaymentReading[]> {
  const charges = await stripe.charges
    .list({ payment_intent: paymentIntent, ...PAGE })
    .autoPagingToArray(ALL);
  return Promise.all(charges.map((charge) => withRefunds(stripe, charge)));
}

/** A charge that failed has nothing to refund, which spares the call. */
export async function withRefunds(stripe: StripeClient, charge: Stripe.Charge): Promise<PaymentReading> {
  const refunds =
    charge.status === 'failed'
      ? []
      : await stripe.refunds.list({ charge: charge.id, ...PAGE }).autoPagingToArray(ALL);
  return chargeToPayment(charge, refunds);
}

export function chargeToPayment(charge: Stripe.Charge, refunds: readonly Stripe.Refund[]): PaymentReading {
  const failed = charge.status === 'failed';
  return {
    stripeChargeId: charge.id,
    stripePaymentIntentId: toIdOrNull(charge.payment_intent),
    status: isPaymentState(charge.status) ? charge.status : 'pending',
    amountMinor: BigInt(charge.amount),
    amountRefundedMinor: BigInt(charge.amount_refunded),
    currency: charge.currency,
    failureCode: charge.failure_code,
    declineCode: failed ? (charge.outcome?.reason ?? charge.failure_code) : null,
    adviceCode: failed ? (charge.outcome?.advice_code ?? null) : null,
    failureMessage: charge.failure_message,
    methodLabel: methodToLabel(charge.payment_method_details),
    stripePaymentMethodId: charge.payment_method,
    createdAt: toInstant(charge.created),
    refunds: refunds.map(refundToReading),
  };
}

function refundToReading(refund: Stripe.Refund): RefundReading {
  return {
    stripeRefundId: refund.id,
    status: refund.status ?? 'pending',
    amountMinor: BigInt(refund.amount),
    currency: refund.currency,
    reason: refund.reason,
    failureReason: refund.failure_reason ?? null,
    createdAt: toInstant(refund.created),
  };
}
