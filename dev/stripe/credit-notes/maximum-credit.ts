import type { Context } from '../context.ts';
import type { Invoice } from '../state/records.ts';
import { addUp, amountsLinked, type LinkedRefund, refundsOf } from './linked-refunds.ts';

/**
 * What a note that links `linking` may credit: what is due and what was paid, less earlier notes and whatever of refunds
 * no note counts as its own.
 */
export function maximumCredit(ctx: Context, invoice: Invoice, linking: readonly LinkedRefund[]): number {
  const credited = ctx.store.creditNotes
    .by('invoice', invoice.id)
    .reduce((sum, note) => sum + note.post_payment_amount, 0);
  const linked = amountsLinked(ctx, invoice);
  const linkedNow = addUp(linking);
  const refundedOutside = refundsOf(ctx, invoice).reduce(
    (sum, { id, amount }) => sum + amount - (linked.get(id) ?? 0) - (linkedNow.get(id) ?? 0),
    0,
  );
  return invoice.amount_remaining + invoice.amount_paid - credited - refundedOutside;
}
