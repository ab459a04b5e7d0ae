import type { Context } from '../context.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { requirePrice } from '../state/lookups.ts';
import type { InvoicePlanRecord, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { cancelSubscription, endAtSchedule } from './cancel-subscription.ts';
import { draftInvoice, GRACE_SECONDS } from './draft-invoice.ts';
import { isFreeTime, usageDue } from './free-time.ts';
import { inPeriod } from './item-period.ts';
import { pendingItems } from './pending-items.ts';
import { type Period, periodFrom } from './period.ts';
import { planEntries } from './plan-entries.ts';
import { scheduleSubscription } from './schedule-subscription.ts';
import { voidInvoice } from './settle-invoice.ts';
import { updateSubscriptionRecord } from './subscription-standing.ts';

/** The subscription's timer rang: it gives up, ends, leaves its trial, or begins its next period. */
export function turnSubscription(ctx: Context, subscription: SubscriptionRecord): void {
  if (subscription.status === 'incomplete') {
    expireSubscription(ctx, subscription);
    return;
  }
  if (subscription.cancel_at !== null && subscription.cancel_at <= ctx.now) {
    endAtSchedule(ctx, subscription);
    return;
  }
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  const first = items[0];
  if (!first) return;
  const ended = { start: first.current_period_start, end: first.current_period_end };
  if (isFreeTime(subscription, ended) && lacksPaymentMethod(ctx, subscription)) {
    const behavior = subscription.trial_settings?.end_behavior.missing_payment_method;
    if (behavior === 'cancel') {
      cancelSubscription(ctx, subscription.id, { reason: 'payment_failed' });
      return;
    }
    if (behavior === 'pause') {
      const paused = updateSubscriptionRecord(ctx, subscription.id, { status: 'paused' });
      scheduleSubscription(ctx, paused);
      emit(ctx, 'customer.subscription.paused', toSubscription(ctx, paused));
      return;
    }
  }
  renew(ctx, subscription, items, ended);
}

function renew(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: readonly SubscriptionItemRecord[],
  ended: Period,
): void {
  const recurring = requirePrice(ctx, items[0]?.price ?? '', 'price', 'parameter').recurring;
  if (!recurring) return;
  const next = periodFrom(subscription.billing_cycle_anchor, recurring, ended.end);
  const shownBefore = toSubscription(ctx, subscription);
  for (const item of items) ctx.store.subscriptionItems.put(inPeriod(item, next.period));
  const wasTrial = subscription.status === 'trialing';
  const renewed = ctx.store.subscriptions.put({
    ...subscription,
    ...(wasTrial ? { status: 'active' as const } : {}),
  });
  const after = draftRenewal(ctx, renewed, {
    period: ended,
    entries: planEntries(ctx, items, {
      licensed: subscription.freeUntilAnchor && next.fullPeriodSeconds !== null ? null : next.period,
      metered: usageDue(subscription, ended),
      fullPeriodSeconds: next.fullPeriodSeconds,
    }),
  });
  scheduleSubscription(ctx, after);
  emit(ctx, 'customer.subscription.updated', toSubscription(ctx, after), shownBefore);
}

/** The invoice of a period that has ended and the one that begins; none where neither has anything to bill. */
function draftRenewal(
  ctx: Context,
  renewed: SubscriptionRecord,
  { period, entries }: { period: Period; entries: InvoicePlanRecord['entries'] },
): SubscriptionRecord {
  const { customer, currency } = renewed;
  if (entries.length === 0 && pendingItems(ctx, customer, currency, renewed.id).length === 0) return renewed;
  const collects = renewed.status !== 'unpaid';
  const invoice = draftInvoice(ctx, {
    customer,
    currency,
    billingReason: 'subscription_cycle',
    subscription: renewed,
    period,
    autoAdvance: collects,
    finalizesAt: collects ? ctx.now + GRACE_SECONDS : null,
    entries,
  });
  return ctx.store.subscriptions.put({ ...renewed, latest_invoice: invoice.id });
}

function lacksPaymentMethod(ctx: Context, subscription: SubscriptionRecord): boolean {
  return (
    subscription.collection_method === 'charge_automatically' &&
    defaultPaymentMethod(ctx, { customer: subscription.customer, subscription }) === null
  );
}

function expireSubscription(ctx: Context, subscription: SubscriptionRecord): void {
  const expired = updateSubscriptionRecord(ctx, subscription.id, {
    status: 'incomplete_expired',
    ended_at: ctx.now,
  });
  scheduleSubscription(ctx, expired);
  for (const invoice of ctx.store.invoices.by('subscription', subscription.id)) {
    if (invoice.status === 'open') voidInvoice(ctx, invoice);
  }
}
