import type { Context } from '../context.ts';
import type { Invoice } from '../state/records.ts';

/** What may still be credited: what is due and what was paid, less earlier notes and refunds that belong to none. */
export function maximumCredit(ctx: Context, invoice: Invoice): number {
  const notes = ctx.store.creditNotes.by('invoice', invoice.id).filter((note) => note.status === 'issued');
  const credited = notes.reduce((sum, note) => sum + note.post_payment_amount, 0);
  const ofNotes = new Set(notes.flatMap((note) => note.refunds.map((entry) => entry.refund)));
  return invoice.amount_remaining + invoice.amount_paid - credited - refundedOutside(ctx, invoice, ofNotes);
}

function refundedOutside(ctx: Context, invoice: Invoice, ofNotes: ReadonlySet<string>): number {
  let refunded = 0;
  for (const payment of ctx.store.invoicePayments.by('invoice', invoice.id)) {
    for (const charge of ctx.store.charges.by('payment_intent', payment.payment.payment_intent ?? '')) {
      for (const refund of ctx.store.refunds.by('charge', charge.id)) {
        const gone = refund.status === 'failed' || refund.status === 'canceled';
        if (!gone && !ofNotes.has(refund.id)) refunded += refund.amount;
      }
    }
  }
  return refunded;
}
