import type Stripe from 'stripe';
import { type InvoiceState, isInvoiceState } from '../domain/invoice-state.ts';
import { type AddressReading, addressToReading } from './read-customer.ts';
import { toIdOrNull, toInstant, toInstantOrNull } from './values.ts';

/** An invoice without its lines and payments. `amountMinor` is Stripe's `total`. */
export interface InvoiceHeader {
  stripeInvoiceId: string;
  stripeCustomerId: string | null;
  stripeSubscriptionId: string | null;
  number: string | null;
  status: InvoiceState;
  billingReason: string | null;
  currency: string;
  subtotalMinor: bigint;
  taxMinor: bigint;
  amountMinor: bigint;
  amountDueMinor: bigint;
  amountPaidMinor: bigint;
  amountRemainingMinor: bigint;
  periodStart: Date;
  periodEnd: Date;
  dueDate: Date | null;
  finalizedAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  markedUncollectibleAt: Date | null;
  hostedInvoiceUrl: string | null;
  autoAdvance: boolean;
  /** When Stripe issues the draft by itself; null when it does not. */
  finalizesAt: Date | null;
  chargedAutomatically: boolean;
  attempted: boolean;
  attemptCount: number;
  nextPaymentAttemptAt: Date | null;
  /** Outweighs those of subscription and customer. */
  defaultPaymentMethodId: string | null;
  billTo: BillToReading;
  createdAt: Date;
}

export interface BillToReading {
  name: string | null;
  email: string | null;
  address: AddressReading | null;
  taxIds: readonly { type: string; value: string }[];
}

export function invoiceToHeader(invoice: Stripe.Invoice): InvoiceHeader {
  return {
    stripeInvoiceId: invoice.id,
    stripeCustomerId: toIdOrNull(invoice.customer),
    stripeSubscriptionId: toIdOrNull(invoice.parent?.subscription_details?.subscription),
    number: invoice.number,
    status: isInvoiceState(invoice.status) ? invoice.status : 'draft',
    billingReason: invoice.billing_reason,
    currency: invoice.currency,
    ...amountsOf(invoice),
    periodStart: toInstant(invoice.period_start),
    periodEnd: toInstant(invoice.period_end),
    dueDate: toInstantOrNull(invoice.due_date),
    finalizedAt: toInstantOrNull(invoice.status_transitions.finalized_at),
    paidAt: toInstantOrNull(invoice.status_transitions.paid_at),
    voidedAt: toInstantOrNull(invoice.status_transitions.voided_at),
    markedUncollectibleAt: toInstantOrNull(invoice.status_transitions.marked_uncollectible_at),
    hostedInvoiceUrl: invoice.hosted_invoice_url ?? null,
    autoAdvance: invoice.auto_advance ?? false,
    finalizesAt: toInstantOrNull(invoice.automatically_finalizes_at),
    chargedAutomatically: invoice.collection_method === 'charge_automatically',
    attempted: invoice.attempted,
    attemptCount: invoice.attempt_count,
    nextPaymentAttemptAt: toInstantOrNull(invoice.next_payment_attempt),
    defaultPaymentMethodId: toIdOrNull(invoice.default_payment_method) ?? toIdOrNull(invoice.default_source),
    billTo: billToOf(invoice),
    createdAt: toInstant(invoice.created),
  };
}

function amountsOf(invoice: Stripe.Invoice) {
  const taxes = invoice.total_taxes ?? [];
  return {
    subtotalMinor: BigInt(invoice.subtotal),
    taxMinor: taxes.reduce((sum, tax) => sum + BigInt(tax.amount), 0n),
    amountMinor: BigInt(invoice.total),
    amountDueMinor: BigInt(invoice.amount_due),
    amountPaidMinor: BigInt(invoice.amount_paid),
    amountRemainingMinor: BigInt(invoice.amount_remaining),
  };
}

function billToOf(invoice: Stripe.Invoice): BillToReading {
  return {
    name: invoice.customer_name,
    email: invoice.customer_email,
    address: addressToReading(invoice.customer_address),
    taxIds: (invoice.customer_tax_ids ?? []).flatMap(({ type, value }) =>
      value === null ? [] : [{ type, value }],
    ),
  };
}
