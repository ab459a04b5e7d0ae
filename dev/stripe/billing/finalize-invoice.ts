import type { Context } from '../context.ts';
import { MAXIMUM_CHARGE, maximumMessage } from '../payments/chargeable-amount.ts';
import { createInvoiceIntent } from '../payments/invoice-payment.ts';
import { requireCustomer } from '../state/lookups.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { docUrl, type ErrorCode, invalidRequest, StripeError } from '../wire/errors.ts';
import { randomText } from '../wire/ids.ts';
import { countAcceptedMeterEvents } from './count-meter-events.ts';
import { minimumCharge } from './currency.ts';
import { recordBalanceTransaction } from './customer-balance.ts';
import { refreshDraft } from './draft-invoice.ts';
import { markPaid } from './settle-invoice.ts';
import { endSpentDiscounts } from './spent-discounts.ts';

const OPEN_INVOICE_SITE = 'https://invoice.stripe.com/i';

/**
 * Draft to open: rates the usage for the last time, numbers the invoice, uses the customer's balance and prepares the
 * payment. An invoice with nothing due is paid at once; one below the smallest charge goes to the balance. What
 * stands in the way stays on the draft as its error.
 */
export function finalizeInvoice(ctx: Context, draft: Invoice): Invoice {
  if (draft.status !== 'draft') {
    throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: 'invoice_not_editable',
    });
  }
  countAcceptedMeterEvents(ctx);
  const refreshed = refreshDraft(ctx, draft);
  if (refreshed.automatic_tax.status === 'requires_location_inputs') {
    return failFinalization(ctx, refreshed, {
      code: 'customer_tax_location_invalid',
      message:
        "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    });
  }
  if (refreshed.amount_due > MAXIMUM_CHARGE) {
    return failFinalization(ctx, refreshed, {
      code: 'amount_too_large',
      message: maximumMessage(refreshed.currency),
    });
  }
  const customer = requireCustomer(ctx, draft.customer ?? '', 'customer', 'parameter');
  const sequence = customer.next_invoice_sequence ?? 1;
  ctx.store.customers.put({ ...customer, next_invoice_sequence: sequence + 1 });
  const settled = settleBalance(ctx, refreshed);
  const path = `${ctx.account.id}/test_${randomText(40)}`;
  const open = ctx.store.invoices.put({
    ...settled,
    automatically_finalizes_at: null,
    effective_at: settled.effective_at ?? ctx.now,
    hosted_invoice_url: `${OPEN_INVOICE_SITE}/${path}?s=ap`,
    invoice_pdf: `https://pay.stripe.com/invoice/${path}/pdf?s=ap`,
    number: settled.number ?? `${customer.invoice_prefix ?? 'INV'}-${String(sequence).padStart(4, '0')}`,
    status: 'open',
    status_transitions: { ...settled.status_transitions, finalized_at: ctx.now },
    webhooks_delivered_at: settled.webhooks_delivered_at ?? ctx.now,
  });
  const fallsDue = open.collection_method === 'send_invoice' ? open.due_date : null;
  setTimer(ctx, { kind: 'invoice', subject: draft.id, at: fallsDue });
  endSpentDiscounts(ctx, open);
  if (open.amount_due > 0) createInvoiceIntent(ctx, open);
  emit(ctx, 'invoice.updated', toInvoice(open), toInvoice(refreshed));
  emit(ctx, 'invoice.finalized', toInvoice(open));
  return open.amount_due === 0 ? markPaid(ctx, open) : open;
}

function settleBalance(ctx: Context, invoice: Invoice): Invoice {
  const customer = invoice.customer ?? '';
  const tooSmall = invoice.amount_due > 0 && invoice.amount_due < minimumCharge(invoice.currency);
  const due = tooSmall ? 0 : invoice.amount_due;
  const change = invoice.total - due;
  if (change !== 0) {
    recordBalanceTransaction(ctx, {
      customer,
      amount: change,
      currency: invoice.currency,
      type: tooSmall ? 'invoice_too_small' : 'applied_to_invoice',
      invoice: invoice.id,
    });
  }
  return {
    ...invoice,
    amount_due: due,
    amount_remaining: due,
    ending_balance: invoice.starting_balance + change,
  };
}

/** For a call that cannot go on with a draft; `keepsChanges` leaves the failure on it. */
export function requireFinalized(invoice: Invoice, options: { keepsChanges: boolean }): Invoice {
  const error = invoice.status === 'draft' ? invoice.last_finalization_error : null;
  if (!error) return invoice;
  const code = error.code as ErrorCode;
  const body = { type: 'invalid_request_error' as const, code, doc_url: docUrl(code) };
  throw new StripeError(400, { ...body, message: error.message ?? '' }, options);
}

function failFinalization(
  ctx: Context,
  draft: Invoice,
  error: { code: ErrorCode; message: string },
): Invoice {
  const failed = ctx.store.invoices.put({
    ...draft,
    automatically_finalizes_at: null,
    last_finalization_error: { ...error, type: 'invalid_request_error' },
  });
  setTimer(ctx, { kind: 'invoice', subject: draft.id, at: null });
  emit(ctx, 'invoice.finalization_failed', toInvoice(failed));
  return failed;
}
