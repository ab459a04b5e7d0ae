import type { Context } from '../context.ts';

/** What a browser needs to confirm an invoice's payment. */
export function confirmationSecret(
  ctx: Context,
  invoice: string,
): { client_secret: string; type: string } | null {
  const payment = ctx.store.invoicePayments.by('invoice', invoice).find((entry) => entry.is_default);
  const intent = ctx.store.paymentIntents.get(payment?.payment.payment_intent ?? '');
  return intent?.client_secret ? { client_secret: intent.client_secret, type: 'payment_intent' } : null;
}
