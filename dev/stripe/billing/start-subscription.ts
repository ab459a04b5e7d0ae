import type { Context } from '../context.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { collectInvoice } from '../payments/invoice-payment.ts';
import { requireCollected } from '../payments/require-collected.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { Invoice, Price, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { draftInvoice, GRACE_SECONDS } from './draft-invoice.ts';
import { finalizeInvoice, requireFinalized } from './finalize-invoice.ts';
import { pendingItems } from './pending-items.ts';
import { type CyclePeriod, periodFrom } from './period.ts';
import { addedUsageEntries, planEntries } from './plan-entries.ts';
import { scheduleSubscription } from './schedule-subscription.ts';
import { updateSubscriptionRecord } from './subscription-standing.ts';

type PaymentBehavior =
  | 'allow_incomplete'
  | 'default_incomplete'
  | 'error_if_incomplete'
  | 'pending_if_incomplete';

export interface FirstPeriod extends CyclePeriod {
  readonly anchor: number;
}

/** The first period: the trial, up to a given anchor, or one whole interval from now. */
export function firstPeriod(
  start: number,
  recurring: NonNullable<Price['recurring']>,
  given: { trialEnd: number | null; anchor: number | null },
): FirstPeriod {
  if (given.trialEnd !== null) {
    return {
      anchor: given.anchor ?? given.trialEnd,
      period: { start, end: given.trialEnd },
      fullPeriodSeconds: null,
    };
  }
  const anchor = given.anchor ?? start;
  return { anchor, ...periodFrom(anchor, recurring, start) };
}

/**
 * What is charged of a first period where nothing is prorated: none of what lies before a given anchor, and of a period
 * that is backdated what is left: docs.stripe.com/billing/subscriptions/billing-cycle and .../backdating.
 */
function withoutProration(ctx: Context, { anchor, period }: FirstPeriod): CyclePeriod | null {
  if (anchor > ctx.now) return null;
  const isBackdated = period.start < ctx.now;
  return {
    period: { start: ctx.now, end: period.end },
    fullPeriodSeconds: isBackdated ? period.end - period.start : null,
  };
}

/** How the first invoice is charged; `offSession`: while the customer is not there. */
interface FirstCharge {
  readonly behavior: PaymentBehavior;
  readonly offSession: boolean;
}

/** Bills what a new subscription owes at once, and charges it. */
export function startBilling(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: readonly SubscriptionItemRecord[],
  first: FirstPeriod & { prorates: boolean },
  how: FirstCharge,
): SubscriptionRecord {
  const trial = subscription.status === 'trialing';
  const shown = trial || first.prorates ? first : withoutProration(ctx, first);
  const entries = shown
    ? [
        ...planEntries(ctx, items, {
          licensed: shown.period,
          metered: null,
          fullPeriodSeconds: shown.fullPeriodSeconds,
          trial,
        }),
        ...addedUsageEntries(ctx, subscription, items, shown.period),
      ]
    : [];
  const waiting = pendingItems(ctx, subscription.customer, subscription.currency, subscription.id);
  scheduleSubscription(ctx, subscription);
  emit(ctx, 'customer.subscription.created', toSubscription(ctx, subscription));
  if (entries.length === 0 && waiting.length === 0) return activate(ctx, subscription);
  const later = subscription.collection_method === 'send_invoice' && !trial;
  const draft = draftInvoice(ctx, {
    customer: subscription.customer,
    currency: subscription.currency,
    billingReason: 'subscription_create',
    subscription,
    period: { start: ctx.now, end: ctx.now },
    autoAdvance: true,
    finalizesAt: later ? ctx.now + GRACE_SECONDS : null,
    entries,
  });
  const billed = ctx.store.subscriptions.put({ ...subscription, latest_invoice: draft.id });
  if (later) return billed;
  const open = requireFinalized(finalizeInvoice(ctx, draft), { keepsChanges: false });
  if (open.status !== 'open') return activate(ctx, requireSubscription(ctx, billed.id, 'id', 'path'));
  return chargeFirstInvoice(ctx, billed, open, how);
}

function chargeFirstInvoice(
  ctx: Context,
  subscription: SubscriptionRecord,
  invoice: Invoice,
  { behavior, offSession }: FirstCharge,
): SubscriptionRecord {
  if (subscription.collection_method === 'send_invoice' || behavior === 'default_incomplete') {
    return requireSubscription(ctx, subscription.id, 'id', 'path');
  }
  const method = defaultPaymentMethod(ctx, { customer: subscription.customer, subscription, invoice });
  if (method === null) {
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    );
  }
  const { outcome } = collectInvoice(ctx, invoice, method, { automatic: true, offSession });
  if (behavior === 'error_if_incomplete') requireCollected(outcome, method);
  return requireSubscription(ctx, subscription.id, 'id', 'path');
}

function activate(ctx: Context, subscription: SubscriptionRecord): SubscriptionRecord {
  if (subscription.status !== 'incomplete') return subscription;
  const active = updateSubscriptionRecord(ctx, subscription.id, { status: 'active' });
  scheduleSubscription(ctx, active);
  return active;
}
