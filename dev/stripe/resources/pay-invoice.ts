import { finalizeInvoice, requireFinalized } from '../billing/finalize-invoice.ts';
import { markPaid } from '../billing/settle-invoice.ts';
import type { Context } from '../context.ts';
import { openPaymentMethod } from '../payments/adopt-payment-method.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { collectInvoice } from '../payments/invoice-payment.ts';
import { foreignMethod } from '../payments/method-owner.ts';
import { intentError } from '../payments/payment-intents.ts';
import { requireCustomer, requireInvoice } from '../state/lookups.ts';
import type { Invoice, PaymentMethod } from '../state/records.ts';
import { toInvoice } from '../state/views.ts';
import { invalidRequest, StripeError } from '../wire/errors.ts';
import { boolean, emptyable, type ParsedFields, text } from '../wire/params.ts';

export const payFields = {
  payment_method: text(),
  off_session: boolean(),
  paid_out_of_band: boolean(),
  forgive: boolean(),
  mandate: emptyable(text()),
};

export function payInvoice(ctx: Context, id: string, params: ParsedFields<typeof payFields>): Invoice {
  if (params.forgive) {
    throw invalidRequest('Forgiving the rest of an invoice is not known here.', { param: 'forgive' });
  }
  const given = requireInvoice(ctx, id, 'invoice', 'path');
  if (given.status === 'paid') {
    throw invalidRequest('Invoice is already paid');
  }
  if (given.status === 'void') throw invalidRequest('Voided invoices cannot be paid.');
  if (!params.paid_out_of_band) requireCustomer(ctx, given.customer ?? '', 'customer', 'parameter');
  const invoice =
    given.status === 'draft' ? requireFinalized(finalizeInvoice(ctx, given), { keepsChanges: true }) : given;
  if (invoice.status === 'paid') return toInvoice(invoice);
  if (params.paid_out_of_band) return toInvoice(markPaid(ctx, invoice, { outOfBand: true }));
  const method = methodFor(ctx, invoice, params.payment_method);
  const { invoice: result, outcome } = collectInvoice(ctx, invoice, method, {
    automatic: false,
    offSession: params.off_session ?? true,
  });
  if (outcome.kind === 'declined') throw intentError(outcome, method);
  if (outcome.kind === 'authentication') {
    throw new StripeError(
      402,
      {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message:
          'Payment for this invoice requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with `invoice.payment_intent`.',
        payment_intent: outcome.intent,
        payment_method: method,
      },
      { keepsChanges: true },
    );
  }
  return toInvoice(result);
}

function methodFor(ctx: Context, invoice: Invoice, given: string | undefined): PaymentMethod {
  const customer = invoice.customer ?? '';
  if (given !== undefined) {
    const method = openPaymentMethod(ctx, given, 'payment_method', 'parameter');
    if (method.customer !== customer) throw foreignMethod(given, 'payment_method');
    return method;
  }
  const subscription =
    ctx.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '') ?? null;
  const method = defaultPaymentMethod(ctx, { customer, invoice, subscription });
  if (method) return method;
  throw invalidRequest(
    'There is no `default_payment_method` set on this Customer or Invoice. Please set a `default_payment_method` prior to calling pay or pass in a `payment_method` or `source`.',
  );
}
