import type { Context } from '../context.ts';
import type { Invoice, PaymentIntent } from '../state/records.ts';
import { cancelIntent } from './payment-intents.ts';

/** An invoice that is closed otherwise is not collected any more. */
export function cancelInvoicePayments(
  ctx: Context,
  invoice: Invoice,
  reason: PaymentIntent['cancellation_reason'],
): void {
  for (const payment of ctx.store.invoicePayments.by('invoice', invoice.id)) {
    if (payment.status !== 'open') continue;
    ctx.store.invoicePayments.put({
      ...payment,
      status: 'canceled',
      status_transitions: { ...payment.status_transitions, canceled_at: ctx.now },
    });
    const intent = ctx.store.paymentIntents.get(payment.payment.payment_intent ?? '');
    if (intent) cancelIntent(ctx, intent, reason);
  }
}
