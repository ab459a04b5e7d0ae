import { refreshDraft } from '../billing/draft-invoice.ts';
import { turnSubscription } from '../billing/renew-subscription.ts';
import { periodEndOf } from '../billing/schedule-subscription.ts';
import type { Context } from '../context.ts';
import { requireInvoice, requireSubscription } from '../state/lookups.ts';
import type { Invoice, SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { type EndGiven, endAskedFor } from './subscription-end.ts';

/** What the subscription bills when its period ends, or when it is to end itself, if that is earlier. */
export function previewRenewal(
  ctx: Context,
  subscription: SubscriptionRecord,
  ending: EndGiven & { cancel_now?: boolean } = {},
): Invoice {
  const before = requireSubscription(ctx, subscription.id, 'subscription', 'parameter');
  const periodEnd = periodEndOf(ctx, before);
  const end = ending.cancel_now ? { cancel_at: periodEnd } : endAskedFor(ctx, ending, periodEnd);
  const current = ctx.store.subscriptions.put({ ...before, ...end });
  const at = Math.min(periodEnd, current.cancel_at ?? periodEnd);
  if (current.status !== 'paused') turnSubscription({ ...ctx, now: at }, current);
  const latest = requireSubscription(ctx, subscription.id, 'subscription', 'parameter').latest_invoice;
  if (latest === null || latest === subscription.latest_invoice) {
    throw invalidRequest(`No upcoming invoices for customer: ${subscription.customer}`, {
      code: 'invoice_upcoming_none',
      status: 404,
    });
  }
  return refreshDraft({ ...ctx, now: at }, requireInvoice(ctx, latest, 'invoice', 'parameter'));
}
