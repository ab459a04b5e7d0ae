import type { Context } from '../context.ts';
import type { Invoice } from '../state/records.ts';
import { addUp, amountsLinked, type LinkedRefund, refundsOf } from './linked-refunds.ts';
import { sum } from './sum.ts';

/**
 * What a note that links `linking` may credit: what is due and what was paid, less earlier notes and whatever of refunds
 * no note counts as its own. What the customer owed from before is due with the invoice, but was not invoiced by it.
 */
export function maximumCredit(ctx: Context, invoice: Invoice, linking: readonly LinkedRefund[]): number {
  const notes = ctx.store.creditNotes.by('invoice', invoice.id).filter(({ status }) => status === 'issued');
  const givenBack = sum(notes, (note) => note.post_payment_amount);
  const linked = amountsLinked(ctx, invoice);
  const linkedNow = addUp(linking);
  const refundedOutside = refundsOf(ctx, invoice).reduce(
    (outside, { id, amount }) => outside + amount - (linked.get(id) ?? 0) - (linkedNow.get(id) ?? 0),
    0,
  );
  return Math.min(
    invoice.amount_remaining + invoice.amount_paid - givenBack - refundedOutside,
    invoice.total - sum(notes, (note) => note.total),
  );
}
