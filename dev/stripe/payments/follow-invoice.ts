import type { Context } from '../context.ts';
import type { Invoice } from '../state/records.ts';
import { cancelIntent } from './payment-intents.ts';

/**
 * Keeps the open payment of an invoice, and its intent, at what remains to be paid, as Stripe says of a default
 * InvoicePayment; where nothing does any more, both are canceled. Called wherever what remains has changed.
 */
export function followInvoice(ctx: Context, invoice: Invoice): void {
  const remaining = invoice.status === 'void' ? 0 : invoice.amount_remaining;
  for (const payment of ctx.store.invoicePayments.by('invoice', invoice.id)) {
    const intent = ctx.store.paymentIntents.get(payment.payment.payment_intent ?? '');
    if (payment.status !== 'open' || !intent) continue;
    if (remaining > 0) {
      ctx.store.invoicePayments.put({ ...payment, amount_requested: remaining });
      ctx.store.paymentIntents.put({ ...intent, amount: remaining });
    } else {
      ctx.store.invoicePayments.put({
        ...payment,
        status: 'canceled',
        status_transitions: { ...payment.status_transitions, canceled_at: ctx.now },
      });
      cancelIntent(ctx, intent, invoice.status === 'void' ? 'void_invoice' : null);
    }
  }
}
