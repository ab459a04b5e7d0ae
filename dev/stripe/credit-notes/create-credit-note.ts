import { formatAmount, toChargeStep } from '../billing/currency.ts';
import { recordBalanceTransaction } from '../billing/customer-balance.ts';
import { markPaid } from '../billing/settle-invoice.ts';
import type { Context } from '../context.ts';
import { followInvoice } from '../payments/follow-invoice.ts';
import { refundCharge } from '../payments/refund-charge.ts';
import { requireCustomer, requireInvoice } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Charge, CreditNote, Invoice } from '../state/records.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { Metadata } from '../wire/types.ts';
import { amountLine, type CreditLine, type CreditLineGiven, creditLines } from './credit-lines.ts';
import { type LinkedRefund, type LinkedRefundGiven, linkRefunds } from './linked-refunds.ts';
import { exactRemaining, maximumCredit, maximumMoneyBack } from './maximum-credit.ts';
import { sum } from './sum.ts';

export interface CreditNoteGiven {
  invoice: string;
  amount?: number;
  lines?: CreditLineGiven[];
  credit_amount?: number;
  out_of_band_amount?: number;
  refund_amount?: number;
  refunds?: LinkedRefundGiven[];
  reason?: 'duplicate' | 'fraudulent' | 'order_change' | 'product_unsatisfactory';
  memo?: string;
  effective_at?: number;
  metadata?: Metadata;
}

/** The note as it would be issued; creating it does what it says. It tells how it splits where nobody says so yet. */
export function composeCreditNote(ctx: Context, given: CreditNoteGiven): CreditNote {
  const invoice = requireInvoice(ctx, given.invoice, 'invoice', 'parameter');
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    throw invalidRequest(
      `Credit notes can only be created for open or paid invoices. This invoice is ${invoice.status}.`,
      {
        param: 'invoice',
      },
    );
  }
  const linked = linkRefunds(ctx, invoice, given.refunds ?? []);
  const givenBack = amountGivenBack(given, linked);
  const lines = linesOf(ctx, invoice, given, givenBack);
  const subtotal = sum(lines, (line) => line.amount);
  const discounts = sum(lines, (line) => line.discount_amount);
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const exclusive = sum(taxes, (tax) => (tax.tax_behavior === 'exclusive' ? tax.amount : 0));
  const inclusive = sum(taxes, (tax) => (tax.tax_behavior === 'inclusive' ? tax.amount : 0));
  const total = subtotal - discounts + exclusive;
  if (total <= 0)
    throw invalidRequest('The credit note total must be greater than zero.', { param: 'amount' });
  const param = given.amount === undefined ? 'lines' : 'amount';
  const limit = Math.max(0, maximumCredit(ctx, invoice, linked));
  if (total > limit) {
    throw invalidRequest(
      `The sum of all credit notes for this invoice (${formatAmount(String(total), invoice.currency)}) exceeds the maximum creditable amount (${formatAmount(String(limit), invoice.currency)}).`,
      { param },
    );
  }
  const prePayment = Math.min(total, exactRemaining(ctx, invoice));
  const postPayment = total - prePayment;
  if (givenBack !== 0) requireSplit(givenBack, postPayment, invoice.currency);
  requirePaid(ctx, invoice, given);
  if (given.credit_amount) requireCustomer(ctx, invoice.customer ?? '', 'customer', 'parameter');
  const id = newId(ctx, 'cn');
  const sequence = ctx.store.creditNotes.by('invoice', invoice.id).length + 1;
  return {
    id,
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
    created: ctx.now,
    currency: invoice.currency,
    customer: invoice.customer ?? '',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: discounts,
    discount_amounts: lines.flatMap((line) => line.discount_amounts),
    effective_at: given.effective_at ?? ctx.now,
    invoice: invoice.id,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: given.memo ?? null,
    metadata: given.metadata ?? {},
    number: `${invoice.number}-CN-${String(sequence).padStart(2, '0')}`,
    out_of_band_amount: given.out_of_band_amount ?? null,
    pdf: `https://pay.stripe.com/credit_notes/${ctx.account.id}/${id}/pdf?s=ap`,
    post_payment_amount: postPayment,
    pre_payment_amount: prePayment,
    pretax_credit_amounts: lines.flatMap((line) => line.pretax_credit_amounts),
    reason: given.reason ?? null,
    refunds: linked,
    shipping_cost: null,
    status: 'issued',
    subtotal,
    subtotal_excluding_tax: subtotal - inclusive,
    total,
    total_excluding_tax: total - exclusive - inclusive,
    total_taxes: taxes,
    type: postPayment === 0 ? 'pre_payment' : prePayment === 0 ? 'post_payment' : 'mixed',
    voided_at: null,
  };
}

/** What a note gives back of what was paid: to the card, to the balance, or outside Stripe. */
function amountGivenBack(given: CreditNoteGiven, linked: readonly LinkedRefund[]): number {
  return (
    (given.credit_amount ?? 0) +
    (given.refund_amount ?? 0) +
    (given.out_of_band_amount ?? 0) +
    sum(linked, (entry) => entry.amount_refunded)
  );
}

function linesOf(ctx: Context, invoice: Invoice, given: CreditNoteGiven, givenBack: number): CreditLine[] {
  if (given.lines !== undefined && given.lines.length > 0) return creditLines(ctx, invoice, given.lines);
  const amount = given.amount ?? givenBack;
  if (amount === 0) {
    throw invalidRequest(
      'You must pass one of `amount`, `lines`, or `shipping_cost` to create a credit note.',
      {
        param: 'amount',
        code: 'parameter_missing',
      },
    );
  }
  return [amountLine(ctx, amount, `Credit for invoice ${invoice.number}`)];
}

/** What was paid already goes back in full. */
function requireSplit(givenBack: number, postPayment: number, currency: string): void {
  if (givenBack === postPayment) return;
  throw invalidRequest(
    `The sum of credit amount, refund amount and out of band amount (${formatAmount(String(givenBack), currency)}) must equal the post payment amount of the credit note (${formatAmount(String(postPayment), currency)}).`,
    { param: 'amount' },
  );
}

/** No more money goes back than came. */
function requirePaid(ctx: Context, invoice: Invoice, given: CreditNoteGiven): void {
  const limit = maximumMoneyBack(ctx, invoice);
  const refunded = given.refund_amount ?? 0;
  const outside = given.out_of_band_amount ?? 0;
  if (refunded + outside === 0 || refunded + outside <= limit) return;
  throw invalidRequest(
    `Only ${formatAmount(String(Math.max(0, limit)), invoice.currency)} of this invoice's payments can be given back. What the customer's balance paid goes back to it by \`credit_amount\`.`,
    { param: refunded > limit || outside === 0 ? 'refund_amount' : 'out_of_band_amount' },
  );
}

/**
 * Issues a credit note: on what is still open it lowers what is due, of what was paid it gives back. Never more than
 * was invoiced, less what was credited or refunded before.
 */
export function createCreditNote(ctx: Context, given: CreditNoteGiven): CreditNote {
  const composed = composeCreditNote(ctx, given);
  const givenBack = amountGivenBack(given, composed.refunds);
  requireSplit(givenBack, composed.post_payment_amount, composed.currency);
  const invoice = requireInvoice(ctx, given.invoice, 'invoice', 'parameter');
  const refunds = [...composed.refunds];
  if (given.refund_amount) {
    const { id, amount } = refundCharge(ctx, paidCharge(ctx, invoice), { amount: given.refund_amount });
    refunds.push({ amount_refunded: amount, payment_record_refund: null, refund: id, type: 'refund' });
  }
  const transaction = given.credit_amount
    ? recordBalanceTransaction(ctx, {
        customer: composed.customer,
        amount: -given.credit_amount,
        currency: composed.currency,
        type: 'credit_note',
        creditNote: composed.id,
        invoice: invoice.id,
      })
    : null;
  const note = ctx.store.creditNotes.put({
    ...composed,
    customer_balance_transaction: transaction?.id ?? null,
    refunds,
  });
  emit(ctx, 'credit_note.created', note);
  applyToInvoice(ctx, invoice, note.pre_payment_amount, note.post_payment_amount);
  return note;
}

/**
 * Takes a note that was stored off its invoice, or puts it back. What remains is rounded anew to what can be charged, as
 * the invoice was, and the customer's balance takes the difference.
 */
export function applyToInvoice(
  ctx: Context,
  invoice: Invoice,
  prePayment: number,
  postPayment: number,
): void {
  const remaining =
    invoice.status === 'open' ? toChargeStep(exactRemaining(ctx, invoice), invoice.currency) : 0;
  const taken = invoice.amount_remaining - remaining;
  const customer = invoice.customer ?? '';
  if (taken !== prePayment && ctx.store.customers.get(customer)) {
    recordBalanceTransaction(ctx, {
      customer,
      amount: taken - prePayment,
      currency: invoice.currency,
      type: 'applied_to_invoice',
      invoice: invoice.id,
    });
  }
  const after = ctx.store.invoices.put({
    ...invoice,
    amount_due: invoice.amount_due - taken,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + prePayment,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + postPayment,
  });
  followInvoice(ctx, after);
  emit(ctx, 'invoice.updated', toInvoice(after), toInvoice(invoice));
  if (after.status === 'open' && after.amount_remaining === 0) markPaid(ctx, after, { outOfBand: false });
}

function paidCharge(ctx: Context, invoice: Invoice): Charge {
  for (const payment of ctx.store.invoicePayments.by('invoice', invoice.id)) {
    const intent = ctx.store.paymentIntents.get(payment.payment.payment_intent ?? '');
    const charge = ctx.store.charges.get(intent?.latest_charge ?? '');
    if (payment.status === 'paid' && charge) return charge;
  }
  throw invalidRequest('This invoice has no charge to refund.', { param: 'refund_amount' });
}
