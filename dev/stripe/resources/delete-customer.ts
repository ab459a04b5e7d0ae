import { cancelSubscription } from '../billing/cancel-subscription.ts';
import type { Context } from '../context.ts';
import { detachMethod } from '../payments/method-owner.ts';
import { requireCustomer } from '../state/lookups.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { changedFields } from '../webhooks/changed-fields.ts';
import { emit } from '../webhooks/emit.ts';

/**
 * A deleted customer's subscriptions end at once, nothing of theirs is finalized or collected by itself, and their cards
 * are used no more: "Deleting customers removes all credit card details and prevents any further operations".
 */
export function deleteCustomer(ctx: Context, id: string): object {
  const customer = requireCustomer(ctx, id, 'id', 'path');
  for (const subscription of ctx.store.subscriptions.by('customer', id)) {
    if (subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired') {
      cancelSubscription(ctx, subscription.id, {});
    }
  }
  for (const invoice of ctx.store.invoices.by('customer', id)) stopInvoice(ctx, invoice);
  for (const method of ctx.store.paymentMethods.by('customer', id)) detachMethod(ctx, method);
  ctx.store.customers.delete(id);
  emit(ctx, 'customer.deleted', customer);
  ctx.store.counters.put({ id: `deleted_customer|${id}`, value: 1 });
  return { id, object: 'customer', deleted: true };
}

/** What of an invoice would still happen by itself does not. */
function stopInvoice(ctx: Context, invoice: Invoice): void {
  if (invoice.status !== 'draft' && invoice.status !== 'open') return;
  setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: null });
  const stopped = { auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };
  if (Object.keys(changedFields(invoice, { ...invoice, ...stopped })).length === 0) return;
  const after = ctx.store.invoices.put({ ...invoice, ...stopped });
  emit(ctx, 'invoice.updated', toInvoice(after), toInvoice(invoice));
}
