import type { Context } from '../context.ts';
import type { PaymentMethod, SubscriptionRecord } from '../state/records.ts';

/** Whose turn it is: the invoice's own, the subscription's, then the customer's. One that was detached pays no more. */
export function defaultPaymentMethod(
  ctx: Context,
  who: {
    customer: string;
    subscription?: Pick<SubscriptionRecord, 'default_payment_method'> | null;
    invoice?: { default_payment_method: string | null } | null;
  },
): PaymentMethod | null {
  const customer = ctx.store.customers.get(who.customer);
  const id =
    who.invoice?.default_payment_method ??
    who.subscription?.default_payment_method ??
    customer?.invoice_settings.default_payment_method ??
    null;
  const method = id === null ? undefined : ctx.store.paymentMethods.get(id);
  return method?.customer === who.customer ? method : null;
}
