import { refreshDraft } from '../billing/draft-invoice.ts';
import { turnSubscription } from '../billing/renew-subscription.ts';
import { periodEndOf } from '../billing/schedule-subscription.ts';
import type { Context } from '../context.ts';
import { requireInvoice, requireSubscription } from '../state/lookups.ts';
import type { Invoice, SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { Parsed } from '../wire/params.ts';
import type { cancelAtParam } from './subscription-params.ts';
import { requireCancelAt } from './update-subscription.ts';

interface Ending {
  cancel_at?: Parsed<ReturnType<typeof cancelAtParam>> | null;
  cancel_at_period_end?: boolean;
  cancel_now?: boolean;
}

/** What the subscription bills when its period ends, or when it is to end itself, if that is earlier. */
export function previewRenewal(ctx: Context, subscription: SubscriptionRecord, ending: Ending = {}): Invoice {
  const before = requireSubscription(ctx, subscription.id, 'subscription', 'parameter');
  const periodEnd = periodEndOf(ctx, before);
  const named = typeof ending.cancel_at === 'string' ? periodEnd : ending.cancel_at;
  const cancelAt = ending.cancel_at_period_end || ending.cancel_now ? periodEnd : named;
  if (!ending.cancel_now) requireCancelAt(ctx, cancelAt);
  const current =
    cancelAt === undefined ? before : ctx.store.subscriptions.put({ ...before, cancel_at: cancelAt });
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
