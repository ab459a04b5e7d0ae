import type { Context } from '../context.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { collectInvoice } from '../payments/invoice-payment.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { markAttemptFailed } from './attempt-failed.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { markUncollectible, voidInvoice } from './settle-invoice.ts';
import { invoiceOverdue } from './subscription-standing.ts';

const HOLD_SECONDS = 3_600;
const LONGEST_HOLD_SECONDS = 72 * 3_600;

/** The invoice's timer rang: a draft is finalized and collected, an open one is tried again, or was due by now. */
export function advanceInvoice(ctx: Context, invoice: Invoice): void {
  if (invoice.status === 'draft') {
    if (isHeld(ctx, invoice)) {
      setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: ctx.now + HOLD_SECONDS });
      return;
    }
    finalizeAndCollect(ctx, invoice);
  } else if (invoice.status !== 'open') return;
  else if (invoice.collection_method === 'send_invoice') invoiceOverdue(ctx, invoice);
  else if (invoice.auto_advance) collectAutomatically(ctx, invoice);
}

/** Stripe waits for the endpoint to take `invoice.created`, three days at most. */
function isHeld(ctx: Context, invoice: Invoice): boolean {
  if (ctx.now >= invoice.created + LONGEST_HOLD_SECONDS) return false;
  const { deliveries } = ctx.store;
  return [...deliveries.by('status', 'pending'), ...deliveries.by('status', 'failed')].some((delivery) => {
    if (delivery.eventType !== 'invoice.created' || delivery.attempts.length === 0) return false;
    const object = ctx.store.events.get(delivery.event)?.data.object;
    return object !== undefined && 'id' in object && object.id === invoice.id;
  });
}

export function finalizeAndCollect(ctx: Context, draft: Invoice): Invoice {
  const open = finalizeInvoice(ctx, draft);
  if (open.status !== 'open') return open;
  return settleUncollected(ctx, open) ?? collectAutomatically(ctx, open);
}

/** What becomes of an invoice while its subscription's collection is paused so that no draft is kept; null otherwise. */
export function settleUncollected(ctx: Context, invoice: Invoice): Invoice | null {
  if (invoice.status !== 'open') return null;
  const subscription = ctx.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '');
  const pause = subscription?.pause_collection?.behavior;
  if (pause === 'void') return voidInvoice(ctx, invoice);
  return pause === 'mark_uncollectible' ? markUncollectible(ctx, invoice, 'subscription_paused') : null;
}

export function collectAutomatically(ctx: Context, invoice: Invoice): Invoice {
  if (invoice.collection_method !== 'charge_automatically') return invoice;
  const subscription = ctx.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '');
  const method = defaultPaymentMethod(ctx, {
    customer: invoice.customer ?? '',
    invoice,
    subscription: subscription ?? null,
  });
  if (method === null) return markAttemptFailed(ctx, invoice, null, { automatic: true });
  return collectInvoice(ctx, invoice, method, { automatic: true, offSession: true }).invoice;
}
