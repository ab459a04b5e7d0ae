import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { type InvoiceHeader, invoiceToHeader } from './invoice-to-header.ts';
import { type InvoiceLineReading, lineToReading } from './line-to-reading.ts';
import { nullWhenMissing } from './missing.ts';
import { type CreditNoteReading, readCreditNotes } from './read-credit-notes.ts';
import { type PaymentReading, readPaymentsOfIntent, withRefunds } from './read-payments.ts';
import { readTaxes, type TaxReading } from './read-taxes.ts';
import { expanded, toId, toIdOrNull } from './values.ts';

/** An invoice as we mirror it: whole, with its lines, taxes, credit notes and every try to collect it. */
export interface InvoiceReading extends InvoiceHeader {
  lines: readonly InvoiceLineReading[];
  taxes: readonly TaxReading[];
  payments: readonly PaymentReading[];
  creditNotes: readonly CreditNoteReading[];
  /** A payment is with the bank: neither collected nor refused yet. */
  paymentInFlight: boolean;
  /** The method whose holder must confirm a payment before it goes on. */
  unconfirmedPaymentMethodId: string | null;
}

/** The invoice as it is now; null when Stripe does not have it, as with a draft that was deleted. */
export async function readInvoice(stripe: StripeClient, id: string): Promise<InvoiceReading | null> {
  const invoice = await nullWhenMissing(stripe.invoices.retrieve(id));
  if (invoice === null) return null;
  const [lines, taxes, collection, creditNotes] = await Promise.all([
    readLines(stripe, invoice),
    readTaxes(stripe, invoice.total_taxes ?? []),
    readCollection(stripe, id),
    invoice.status === 'draft' ? [] : readCreditNotes(stripe, id),
  ]);
  return { ...invoiceToHeader(invoice), lines: lines.map(lineToReading), taxes, ...collection, creditNotes };
}

/** An invoice carries its first lines only; all of them are asked for when there are more. */
async function readLines(stripe: StripeClient, invoice: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!invoice.lines.has_more) return invoice.lines.data;
  return stripe.invoices.listLineItems(toId(invoice), { limit: 100 }).autoPagingToArray({ limit: 10_000 });
}

async function readCollection(
  stripe: StripeClient,
  invoice: string,
): Promise<Pick<InvoiceReading, 'payments' | 'paymentInFlight' | 'unconfirmedPaymentMethodId'>> {
  const invoicePayments = await stripe.invoicePayments
    .list({ invoice, limit: 100, expand: ['data.payment.payment_intent'] })
    .autoPagingToArray({ limit: 1_000 });
  const readings = await Promise.all(invoicePayments.map(({ payment }) => readPayments(stripe, payment)));
  const intents = invoicePayments.flatMap(({ payment }) => expanded(payment.payment_intent) ?? []);
  const unconfirmed = intents.find(({ status }) => status === 'requires_action');
  return {
    payments: readings.flat(),
    paymentInFlight: intents.some(({ status }) => status === 'processing'),
    unconfirmedPaymentMethodId: toIdOrNull(unconfirmed?.payment_method),
  };
}

async function readPayments(
  stripe: StripeClient,
  payment: Stripe.InvoicePayment.Payment,
): Promise<PaymentReading[]> {
  const intent = toIdOrNull(payment.payment_intent);
  if (intent !== null) return readPaymentsOfIntent(stripe, intent);
  const charge = toIdOrNull(payment.charge);
  return charge === null ? [] : [await withRefunds(stripe, await stripe.charges.retrieve(charge))];
}
