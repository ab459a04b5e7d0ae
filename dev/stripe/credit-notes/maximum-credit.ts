import type { Context } from '../context.ts';
import type { CreditNote, Invoice } from '../state/records.ts';
import { addUp, amountsLinked, type LinkedRefund, refundsOf } from './linked-refunds.ts';
import { sum } from './sum.ts';

/** What was to be paid for an invoice and no note took off before it was: exact, before any rounding to what can be charged. */
export function exactDue(ctx: Context, invoice: Invoice): number {
  const due = Math.max(0, invoice.total + invoice.starting_balance);
  return due - sum(standingNotes(ctx, invoice), (note) => note.pre_payment_amount);
}

/** What remains to be paid for an open invoice before that rounding. */
export function exactRemaining(ctx: Context, invoice: Invoice): number {
  return invoice.status === 'open' ? exactDue(ctx, invoice) - invoice.amount_paid : 0;
}

function standingNotes(ctx: Context, invoice: Invoice): CreditNote[] {
  return ctx.store.creditNotes.by('invoice', invoice.id).filter(({ status }) => status === 'issued');
}

/**
 * What a note that links `linking` may credit: what is due and what was paid, less earlier notes and whatever of refunds
 * no note counts as its own. What the customer owed from before is due with the invoice, but was not invoiced by it.
 */
export function maximumCredit(ctx: Context, invoice: Invoice, linking: readonly LinkedRefund[]): number {
  const notes = standingNotes(ctx, invoice);
  const asked = invoice.status === 'open' || invoice.amount_paid > 0 ? exactDue(ctx, invoice) : 0;
  const givenBack = sum(notes, (note) => note.post_payment_amount);
  const linked = amountsLinked(ctx, invoice);
  const linkedNow = addUp(linking);
  const refundedOutside = refundsOf(ctx, invoice).reduce(
    (outside, { id, amount }) => outside + amount - (linked.get(id) ?? 0) - (linkedNow.get(id) ?? 0),
    0,
  );
  return Math.min(asked - givenBack - refundedOutside, invoice.total - sum(notes, (note) => note.total));
}
