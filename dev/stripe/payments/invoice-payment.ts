import { markAttemptFailed } from '../billing/attempt-failed.ts';
import { markPaid } from '../billing/settle-invoice.ts';
import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { Invoice, InvoicePayment, PaymentIntent, PaymentMethod } from '../state/records.ts';
import { defaultPaymentMethod } from './default-payment-method.ts';
import { confirmIntent, createIntent, type IntentOutcome } from './payment-intents.ts';

const DESCRIPTIONS: Partial<Record<NonNullable<Invoice['billing_reason']>, string>> = {
  subscription_create: 'Subscription creation',
  subscription_update: 'Subscription update',
  subscription_cycle: 'Subscription update',
};

/**
 * The intent that collects an invoice, and the invoice payment that ties the two together. Where there is a default
 * payment method the intent only has to be confirmed.
 */
export function createInvoiceIntent(ctx: Context, invoice: Invoice): InvoicePayment {
  const subscription = ctx.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '');
  const method =
    invoice.collection_method === 'charge_automatically'
      ? defaultPaymentMethod(ctx, {
          customer: invoice.customer ?? '',
          invoice,
          subscription: subscription ?? null,
        })
      : null;
  const intent = createIntent(ctx, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: invoice.customer,
    description: DESCRIPTIONS[invoice.billing_reason ?? 'manual'] ?? `Payment for Invoice`,
    payment_details: { customer_reference: null, order_reference: invoice.id },
    payment_method: method?.id ?? null,
    setup_future_usage: invoice.parent ? 'off_session' : null,
  });
  return ctx.store.invoicePayments.put({
    id: newId(ctx, 'inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: ctx.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** What ties an intent to the invoice that it collects, if it collects one. */
export function invoicePaymentOf(ctx: Context, intent: string): InvoicePayment | undefined {
  return ctx.store.invoicePayments.by('payment_intent', intent)[0];
}

function openPayment(ctx: Context, invoice: Invoice): { payment: InvoicePayment; intent: PaymentIntent } {
  const found = ctx.store.invoicePayments
    .by('invoice', invoice.id)
    .find((payment) => payment.status === 'open');
  const payment = found ?? createInvoiceIntent(ctx, invoice);
  const intent = ctx.store.paymentIntents.get(payment.payment.payment_intent ?? '');
  if (!intent) throw new Error(`the invoice payment ${payment.id} has no payment intent`);
  return { payment, intent };
}

/** Takes what remains of an open invoice from a payment method; the invoice ends paid, or open with a failed attempt. */
export function collectInvoice(
  ctx: Context,
  invoice: Invoice,
  method: PaymentMethod,
  details: { automatic: boolean; offSession: boolean },
): { invoice: Invoice; outcome: IntentOutcome } {
  const { payment, intent } = openPayment(ctx, invoice);
  const outcome = confirmIntent(ctx, intent, method, details);
  return { invoice: settle(ctx, invoice, payment, outcome, details), outcome };
}

/** What an invoice's own intent came to when it was confirmed from outside, the invoice comes to with it. */
export function settleInvoiceOf(ctx: Context, outcome: IntentOutcome): void {
  const payment = invoicePaymentOf(ctx, outcome.intent.id);
  const invoice = payment ? ctx.store.invoices.get(payment.invoice) : undefined;
  if (payment && invoice) settle(ctx, invoice, payment, outcome, { automatic: false });
}

function settle(
  ctx: Context,
  invoice: Invoice,
  payment: InvoicePayment,
  outcome: IntentOutcome,
  details: { automatic: boolean },
): Invoice {
  if (outcome.kind !== 'succeeded') return markAttemptFailed(ctx, invoice, outcome, details);
  const paid = ctx.store.invoicePayments.put({
    ...payment,
    amount_paid: outcome.intent.amount,
    status: 'paid',
    status_transitions: { ...payment.status_transitions, paid_at: ctx.now },
  });
  const attempts = details.automatic ? invoice.attempt_count + 1 : Math.max(1, invoice.attempt_count);
  return markPaid(ctx, { ...invoice, attempt_count: attempts, attempted: true }, { payment: paid });
}
