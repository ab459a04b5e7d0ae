import type { Context } from '../context.ts';
import { followInvoice } from '../payments/follow-invoice.ts';
import type { Invoice, InvoicePayment } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { recordBalanceTransaction } from './customer-balance.ts';
import { invoicePaid, invoiceWrittenOff } from './subscription-standing.ts';

/** Open (or uncollectible) to paid: by a payment, by nothing being due, or out of band. */
export function markPaid(
  ctx: Context,
  invoice: Invoice,
  details: { payment?: InvoicePayment; outOfBand?: boolean } = {},
): Invoice {
  const before = ctx.store.invoices.get(invoice.id) ?? invoice;
  const paid = ctx.store.invoices.put({
    ...invoice,
    amount_paid: invoice.amount_paid + invoice.amount_remaining,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: ctx.now },
    ...(details.outOfBand ? { amount_paid_off_stripe: invoice.amount_remaining } : {}),
  });
  setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: null });
  followInvoice(ctx, paid);
  if (details.payment) emit(ctx, 'invoice_payment.paid', details.payment);
  emit(ctx, 'invoice.updated', toInvoice(paid), toInvoice(before));
  emit(ctx, 'invoice.paid', toInvoice(paid));
  if (!details.outOfBand) emit(ctx, 'invoice.payment_succeeded', toInvoice(paid));
  invoicePaid(ctx, paid);
  return paid;
}

export function voidInvoice(ctx: Context, invoice: Invoice): Invoice {
  const voided = close(ctx, invoice, {
    status: 'void',
    status_transitions: { ...invoice.status_transitions, voided_at: ctx.now },
  });
  followInvoice(ctx, voided);
  giveBackBalance(ctx, voided);
  emit(ctx, 'invoice.voided', toInvoice(voided));
  invoiceWrittenOff(ctx, voided);
  return voided;
}

/** What an invoice took of its customer's balance stands there again once it is void; a deleted one has none. */
function giveBackBalance(ctx: Context, { id, customer: customerId, currency }: Invoice): void {
  const customer = customerId ?? '';
  if (!ctx.store.customers.get(customer)) return;
  const taken = ctx.store.customerBalanceTransactions
    .by('customer', customer)
    .filter(({ invoice, type }) => invoice === id && type === 'applied_to_invoice')
    .reduce((sum, { amount }) => sum + amount, 0);
  if (taken === 0) return;
  const type = 'unapplied_from_invoice';
  recordBalanceTransaction(ctx, { customer, amount: -taken, currency, type, invoice: id });
}

/** `reason`: docs.stripe.com/changelog/endive/2026-09-30/invoice-uncollectible-status-detail. */
export function markUncollectible(
  ctx: Context,
  invoice: Invoice,
  reason: 'subscription_paused' | 'user_forgiven',
): Invoice {
  const written = close(ctx, invoice, {
    status: 'uncollectible',
    status_details: { uncollectible: { reason } },
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: ctx.now },
  });
  emit(ctx, 'invoice.marked_uncollectible', toInvoice(written));
  invoiceWrittenOff(ctx, written);
  return written;
}

function close(ctx: Context, invoice: Invoice, change: Partial<Invoice>): Invoice {
  const closed = ctx.store.invoices.put({
    ...invoice,
    auto_advance: false,
    automatically_finalizes_at: null,
    next_payment_attempt: null,
    ...change,
  });
  setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: null });
  emit(ctx, 'invoice.updated', toInvoice(closed), toInvoice(invoice));
  return closed;
}
