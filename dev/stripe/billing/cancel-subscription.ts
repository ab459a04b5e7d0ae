import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { draftInvoice, GRACE_SECONDS } from './draft-invoice.ts';
import { planEntries } from './plan-entries.ts';
import { prorateUnusedTime } from './prorate.ts';
import { scheduleSubscription } from './schedule-subscription.ts';

interface Cancellation {
  readonly reason?: 'cancellation_requested' | 'payment_failed';
  readonly invoiceNow?: boolean;
  readonly prorate?: boolean;
  readonly comment?: string | null;
  readonly feedback?: NonNullable<SubscriptionRecord['cancellation_details']>['feedback'];
}

/** Ends a subscription now. With `invoiceNow` the usage so far is billed; with `prorate` unused time is credited. */
export function cancelSubscription(ctx: Context, id: string, details: Cancellation): SubscriptionRecord {
  const subscription = requireSubscription(ctx, id, 'id', 'path');
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalidRequest(`No such subscription: '${id}'`, {
      code: 'resource_missing',
      param: 'id',
      status: 404,
    });
  }
  if (details.prorate) prorateUnusedTime(ctx, subscription);
  if (details.invoiceNow) invoiceUsage(ctx, subscription, ctx.now);
  stopDrafts(ctx, subscription);
  return endSubscription(ctx, requireSubscription(ctx, id, 'id', 'path'), details);
}

/** The end that was set for this moment: what was used of the last period is still billed. */
export function endAtSchedule(ctx: Context, subscription: SubscriptionRecord): void {
  invoiceUsage(ctx, subscription, ctx.now);
  endSubscription(ctx, requireSubscription(ctx, subscription.id, 'id', 'path'), {});
}

function endSubscription(
  ctx: Context,
  subscription: SubscriptionRecord,
  details: Cancellation,
): SubscriptionRecord {
  const ended = ctx.store.subscriptions.put({
    ...subscription,
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? ctx.now,
    ended_at: ctx.now,
    cancellation_details: {
      comment: details.comment ?? subscription.cancellation_details?.comment ?? null,
      feedback: details.feedback ?? subscription.cancellation_details?.feedback ?? null,
      feedback_option: null,
      reason: details.reason ?? 'cancellation_requested',
    },
  });
  scheduleSubscription(ctx, ended);
  emit(ctx, 'customer.subscription.deleted', toSubscription(ctx, ended));
  return ended;
}

function invoiceUsage(ctx: Context, subscription: SubscriptionRecord, until: number): void {
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  const first = items[0];
  if (!first) return;
  const metered = { start: first.current_period_start, end: Math.min(until, first.current_period_end) };
  const entries = planEntries(ctx, items, { licensed: null, metered });
  if (entries.length === 0) return;
  const invoice = draftInvoice(ctx, {
    customer: subscription.customer,
    currency: subscription.currency,
    billingReason: 'subscription_cycle',
    subscription,
    period: metered,
    autoAdvance: true,
    finalizesAt: ctx.now + GRACE_SECONDS,
    entries,
  });
  ctx.store.subscriptions.put({ ...subscription, latest_invoice: invoice.id });
}

/** Cancelling at once stops the collection of what has not been finalized. */
function stopDrafts(ctx: Context, subscription: SubscriptionRecord): void {
  for (const invoice of ctx.store.invoices.by('subscription', subscription.id)) {
    if (invoice.status === 'open' && invoice.auto_advance) {
      ctx.store.invoices.put({ ...invoice, auto_advance: false, next_payment_attempt: null });
    }
  }
}
