import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import type { CreditNote, Invoice, Refund } from '../state/records.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';

export interface LinkedRefundGiven {
  refund?: string;
  amount_refunded?: number;
  type?: 'refund' | 'payment_record_refund';
}

export type LinkedRefund = CreditNote['refunds'][number];

/** The refunds of an invoice's payments that gave money back, or still may. */
export function refundsOf(ctx: Context, invoice: Invoice): Refund[] {
  return ctx.store.invoicePayments
    .by('invoice', invoice.id)
    .flatMap((payment) => ctx.store.charges.by('payment_intent', payment.payment.payment_intent ?? ''))
    .flatMap((charge) => ctx.store.refunds.by('charge', charge.id))
    .filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled');
}

/** How much of each refund the notes of an invoice count as theirs. */
export function amountsLinked(ctx: Context, invoice: Invoice): Map<string, number> {
  return addUp(ctx.store.creditNotes.by('invoice', invoice.id).flatMap((note) => note.refunds));
}

export function addUp(links: readonly LinkedRefund[]): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const { refund, amount_refunded } of links) {
    amounts.set(refund ?? '', (amounts.get(refund ?? '') ?? 0) + amount_refunded);
  }
  return amounts;
}

/**
 * The existing refunds that a new note counts as its own: of this invoice's payments only, and of each, over all notes,
 * no more than it gave back. Without an amount it is the entire refund.
 */
export function linkRefunds(
  ctx: Context,
  invoice: Invoice,
  given: readonly LinkedRefundGiven[],
): LinkedRefund[] {
  const ofInvoice = new Set(refundsOf(ctx, invoice).map((refund) => refund.id));
  const linked = amountsLinked(ctx, invoice);
  return given.map((entry, index) => {
    const param = `refunds[${index}]`;
    const refund = requireRefund(ctx, entry, param);
    if (!ofInvoice.has(refund.id)) {
      throw invalidRequest(
        `The refund ${refund.id} gave back no payment of the invoice ${invoice.id}, so it cannot be linked to a credit note for it.`,
        { param: `${param}[refund]` },
      );
    }
    const amount = entry.amount_refunded ?? refund.amount;
    const before = linked.get(refund.id) ?? 0;
    if (before + amount > refund.amount) {
      const money = (minor: number) => formatAmount(String(minor), refund.currency);
      throw invalidRequest(
        `The amount refunded (${money(amount)}) is greater than what is left of the refund ${refund.id} (${money(refund.amount - before)}).`,
        { param: `${param}[amount_refunded]` },
      );
    }
    linked.set(refund.id, before + amount);
    return { amount_refunded: amount, payment_record_refund: null, refund: refund.id, type: 'refund' };
  });
}

function requireRefund(ctx: Context, given: LinkedRefundGiven, param: string): Refund {
  if (given.type === 'payment_record_refund') {
    throw invalidRequest('There are no payment records here to link a refund of.', {
      param: `${param}[type]`,
    });
  }
  if (given.refund === undefined) {
    throw invalidRequest(`Missing required param: ${param}[refund].`, {
      param: `${param}[refund]`,
      code: 'parameter_missing',
    });
  }
  const found = ctx.store.refunds.get(given.refund);
  if (!found) throw noSuch('refund', given.refund, `${param}[refund]`, 'parameter');
  return found;
}
