import type Stripe from 'stripe';
import type { Snapshot } from './collect.ts';

/** What does not add up after a step; `before` tells which credit notes that step issued. */
export function findWrongAmounts(before: Snapshot, snapshot: Snapshot): string[] {
  const known = new Set(before.creditNotes.map((note) => note.id));
  const justCredited = new Set(
    snapshot.creditNotes.filter((note) => !known.has(note.id)).map((note) => note.invoice),
  );
  return [
    ...snapshot.invoices.flatMap(checkInvoice),
    ...snapshot.invoices.flatMap((invoice) => checkPayments(invoice, snapshot)),
    ...snapshot.intents.flatMap((intent) => checkIntent(intent, snapshot.charges)),
    ...snapshot.charges.flatMap((charge) => checkCharge(charge, snapshot.refunds)),
    ...snapshot.invoices.flatMap((invoice) => checkGivenBack(invoice, { ...snapshot, justCredited })),
  ];
}

function checkInvoice(invoice: Stripe.Invoice): string[] {
  const taxes = invoice.total_taxes ?? [];
  const exclusive = taxes.filter((tax) => tax.tax_behavior === 'exclusive');
  const discounts = sum(invoice.total_discount_amounts ?? []);
  const wrong = {
    'subtotal = lines': invoice.subtotal - sum(invoice.lines.data),
    'total = lines + taxes − discounts': invoice.total - (invoice.subtotal + sum(exclusive) - discounts),
    'taxes = taxes of the lines': sum(taxes) - sum(invoice.lines.data.flatMap((line) => line.taxes ?? [])),
    'discounts = discounts of the lines':
      discounts - sum(invoice.lines.data.flatMap((line) => line.discount_amounts ?? [])),
    'due = paid + remaining': invoice.amount_due - (invoice.amount_paid + invoice.amount_remaining),
    'nothing negative is due': Math.min(0, invoice.amount_due, invoice.amount_remaining, invoice.amount_paid),
    'paid means nothing remains': invoice.status === 'paid' ? invoice.amount_remaining : 0,
  };
  return failures(`${invoice.id} (${invoice.status})`, wrong);
}

/** What an invoice says was paid is what was taken for it, and its intent asks for what remains. */
function checkPayments(
  invoice: Stripe.Invoice,
  { invoicePayments, intents, charges }: Pick<Snapshot, 'invoicePayments' | 'intents' | 'charges'>,
): string[] {
  const payments = invoicePayments.filter((payment) => payment.invoice === invoice.id);
  const ids = new Set<unknown>(payments.map(({ payment }) => payment.payment_intent));
  const taken = charges.filter((charge) => charge.paid && ids.has(charge.payment_intent));
  const paid = payments.reduce((total, payment) => total + (payment.amount_paid ?? 0), 0);
  const open = intents.filter(({ id, status }) => ids.has(id) && !['succeeded', 'canceled'].includes(status));
  const isPayable = invoice.status === 'open' || invoice.status === 'uncollectible';
  return failures(`${invoice.id} (${invoice.status})`, {
    'paid = its payments': invoice.amount_paid - paid - (invoice.amount_paid_off_stripe ?? 0),
    'its payments = its charges': paid - sum(taken),
    'its intent = remaining': sum(open) - (isPayable && open.length > 0 ? invoice.amount_remaining : 0),
    'its payment = its intent':
      sum(open) - payments.reduce((total, p) => total + (p.status === 'open' ? p.amount_requested : 0), 0),
  });
}

/** It charges once, and receives what was captured of that. */
function checkIntent(intent: Stripe.PaymentIntent, charges: readonly Stripe.Charge[]): string[] {
  const taken = charges.filter((charge) => charge.paid && charge.payment_intent === intent.id);
  const captured = taken.reduce((total, charge) => total + charge.amount_captured, 0);
  return failures(`${intent.id} (${intent.status})`, {
    'charged once': Math.max(0, taken.length - 1),
    'received = captured': intent.amount_received - captured,
  });
}

function checkCharge(charge: Stripe.Charge, refunds: readonly Stripe.Refund[]): string[] {
  const standing = refunds.filter(
    (refund) => refund.charge === charge.id && refund.status !== 'failed' && refund.status !== 'canceled',
  );
  return failures(charge.id, {
    'refunded = its refunds': charge.amount_refunded - sum(standing),
    'refunded ≤ captured': Math.max(0, charge.amount_refunded - charge.amount_captured),
  });
}

/**
 * A credit note never brings what is given back above what was paid. A refund is held to its charge alone: it knows
 * nothing of an earlier credit to the balance, at Stripe as here.
 */
function checkGivenBack(
  invoice: Stripe.Invoice,
  { invoicePayments, charges, creditNotes, justCredited }: Snapshot & { justCredited: ReadonlySet<unknown> },
): string[] {
  const intents = invoicePayments
    .filter((payment) => payment.invoice === invoice.id)
    .map((payment) => payment.payment.payment_intent);
  const paidByCard = charges.filter((charge) => intents.includes(charge.payment_intent ?? undefined));
  const refunded = paidByCard.reduce((total, charge) => total + charge.amount_refunded, 0);
  const notes = creditNotes.filter((note) => note.invoice === invoice.id && note.status === 'issued');
  const toBalance = notes.reduce(
    (total, note) => total + (note.customer_balance_transaction ? note.post_payment_amount : 0),
    0,
  );
  const outside = notes.reduce((total, note) => total + (note.out_of_band_amount ?? 0), 0);
  const credited = sum(notes);
  const byBalance = Math.max(0, invoice.total - invoice.amount_due - invoice.pre_payment_credit_notes_amount);
  return failures(invoice.id, {
    'refunds ≤ paid': Math.max(0, refunded - invoice.amount_paid),
    'refunds + credit to the balance + out of band ≤ paid by card and balance': justCredited.has(invoice.id)
      ? Math.max(0, refunded + toBalance + outside - invoice.amount_paid - byBalance)
      : 0,
    'refunds + out of band ≤ paid': justCredited.has(invoice.id)
      ? Math.max(0, refunded + outside - invoice.amount_paid)
      : 0,
    'credit notes ≤ total': Math.max(0, credited - Math.max(0, invoice.total)),
  });
}

function failures(subject: string, deviations: Readonly<Record<string, number>>): string[] {
  return Object.entries(deviations)
    .filter(([, deviation]) => deviation !== 0)
    .map(([rule, deviation]) => `${subject}: ${rule}, off by ${deviation}`);
}

function sum(parts: readonly { readonly amount: number }[]): number {
  return parts.reduce((total, { amount }) => total + amount, 0);
}
