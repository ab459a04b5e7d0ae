import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice, toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { draftInvoice, GRACE_SECONDS } from './draft-invoice.ts';
import { usageDue } from './free-time.ts';
import { pendingItems } from './pending-items.ts';
import { planEntries } from './plan-entries.ts';
import { creditUnusedTimeOfAll } from './prorate.ts';
import { scheduleSubscription } from './schedule-subscription.ts';

interface Cancellation {
  readonly reason?: 'cancellation_requested' | 'payment_failed';
  readonly invoiceNow?: boolean;
  readonly prorate?: boolean;
  readonly comment?: string | null;
  readonly feedback?: NonNullable<SubscriptionRecord['cancellation_details']>['feedback'];
}

/**
 * Ends a subscription now. With `prorate` unused time is credited; with `invoiceNow` that, what waits and the usage so
 * far is billed. With neither, prorations that wait are dropped.
 */
export function cancelSubscription(ctx: Context, id: string, details: Cancellation): SubscriptionRecord {
  const subscription = requireSubscription(ctx, id, 'id', 'path');
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalidRequest(`No such subscription: '${id}'`, {
      code: 'resource_missing',
      param: 'id',
      status: 404,
    });
  }
  if (details.prorate) creditUnusedTimeOfAll(ctx, subscription);
  if (details.invoiceNow) invoiceTheRest(ctx, subscription, ctx.now);
  else if (!details.prorate) dropProrations(ctx, subscription);
  return endSubscription(ctx, requireSubscription(ctx, id, 'id', 'path'), details);
}

/** The end that was set for this moment: what was used of the last period, and what waits, is still billed. */
export function endAtSchedule(ctx: Context, subscription: SubscriptionRecord): void {
  invoiceTheRest(ctx, subscription, ctx.now);
  endSubscription(ctx, requireSubscription(ctx, subscription.id, 'id', 'path'), {});
}

function endSubscription(
  ctx: Context,
  subscription: SubscriptionRecord,
  details: Cancellation,
): SubscriptionRecord {
  stopCollection(ctx, subscription);
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

function invoiceTheRest(ctx: Context, subscription: SubscriptionRecord, until: number): void {
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  const first = items[0];
  if (!first) return;
  const metered = { start: first.current_period_start, end: Math.min(until, first.current_period_end) };
  const entries = planEntries(ctx, items, { licensed: null, metered: usageDue(subscription, metered) });
  const { customer, currency } = subscription;
  if (entries.length === 0 && pendingItems(ctx, customer, currency, subscription.id).length === 0) return;
  const invoice = draftInvoice(ctx, {
    customer,
    currency,
    billingReason: 'subscription_cycle',
    subscription,
    period: metered,
    autoAdvance: true,
    finalizesAt: ctx.now + GRACE_SECONDS,
    entries,
  });
  ctx.store.subscriptions.put({ ...subscription, latest_invoice: invoice.id });
}

function dropProrations(ctx: Context, { customer, currency, id }: SubscriptionRecord): void {
  for (const item of pendingItems(ctx, customer, currency, id)) {
    if (!item.proration) continue;
    ctx.store.invoiceItems.delete(item.id);
    emit(ctx, 'invoiceitem.deleted', item);
  }
}

/**
 * "Upon subscription cancellation, Stripe stops automatic collection of all finalized invoices"; a draft goes on:
 * docs.stripe.com/api/subscriptions/cancel.
 */
function stopCollection(ctx: Context, subscription: SubscriptionRecord): void {
  for (const invoice of ctx.store.invoices.by('subscription', subscription.id)) {
    if (invoice.status === 'open' && invoice.auto_advance) {
      if (invoice.collection_method === 'charge_automatically') {
        setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: null });
      }
      const stopped = ctx.store.invoices.put({
        ...invoice,
        auto_advance: false,
        next_payment_attempt: null,
      });
      emit(ctx, 'invoice.updated', toInvoice(stopped), toInvoice(invoice));
    }
  }
}
