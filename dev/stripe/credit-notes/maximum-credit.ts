import type { Context } from '../context.ts';
import type { CreditNote, Invoice } from '../state/records.ts';
import { addUp, amountsLinked, type LinkedRefund, refundsOf } from './linked-refunds.ts';
import { sum } from './sum.ts';

/** What remains to be paid for an open invoice: exact, before any rounding to what can be charged. */
export function exactRemaining(ctx: Context, invoice: Invoice): number {
  if (invoice.status !== 'open') return 0;
  const due = Math.max(0, invoice.total + invoice.starting_balance);
  const takenOff = sum(standingNotes(ctx, invoice), (note) => note.pre_payment_amount);
  return due - takenOff - invoice.amount_paid;
}

function standingNotes(ctx: Context, invoice: Invoice): CreditNote[] {
  return ctx.store.creditNotes.by('invoice', invoice.id).filter(({ status }) => status === 'issued');
}

/**
 * What a note that links `linking` may credit: what was invoiced, whether it is due, was paid, or is settled with the
 * customer's balance, less earlier notes and whatever of refunds no note counts as its own. What the customer owed from
 * before is asked for with the invoice, and so may be what was refunded, but was not invoiced by it.
 */
export function maximumCredit(ctx: Context, invoice: Invoice, linking: readonly LinkedRefund[]): number {
  const notes = standingNotes(ctx, invoice);
  const credited = sum(notes, (note) => note.total);
  const asked = invoice.total + Math.max(0, invoice.starting_balance);
  const linked = amountsLinked(ctx, invoice);
  const linkedNow = addUp(linking);
  const refundedOutside = refundsOf(ctx, invoice).reduce(
    (outside, { id, amount }) => outside + amount - (linked.get(id) ?? 0) - (linkedNow.get(id) ?? 0),
    0,
  );
  return Math.min(asked - refundedOutside, invoice.total) - credited;
}

/** What may still go back as money. What the balance settled goes back to the balance alone. */
export function maximumMoneyBack(ctx: Context, invoice: Invoice): number {
  const refunded = sum(refundsOf(ctx, invoice), ({ amount }) => amount);
  const outOfBand = sum(standingNotes(ctx, invoice), (note) => note.out_of_band_amount ?? 0);
  return invoice.amount_paid - refunded - outOfBand;
}
