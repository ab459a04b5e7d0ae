import type { Context } from '../context.ts';
import type { Invoice, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { isOnTrial } from './free-time.ts';
import { scheduleSubscription } from './schedule-subscription.ts';

/** Writes a subscription and announces what changed. */
export function updateSubscriptionRecord(
  ctx: Context,
  id: string,
  change: Partial<SubscriptionRecord>,
): SubscriptionRecord {
  const before = ctx.store.subscriptions.get(id);
  if (!before) throw new Error(`no subscription ${id}`);
  const shownBefore = toSubscription(ctx, before);
  const after = ctx.store.subscriptions.put({ ...before, ...change });
  emit(ctx, 'customer.subscription.updated', toSubscription(ctx, after), shownBefore);
  return after;
}

function subscriptionOf(ctx: Context, invoice: Invoice): SubscriptionRecord | undefined {
  return ctx.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '');
}

/**
 * Whether a subscription is behind: the latest of its invoices that were finalized, and not voided, is not paid, whatever
 * becomes of older ones: docs.stripe.com/billing/subscriptions/overview#subscription-statuses.
 */
function owesLatest(ctx: Context, { id }: SubscriptionRecord): boolean {
  const latest = ctx.store.invoices
    .by('subscription', id)
    .filter(({ status }) => status !== 'draft' && status !== 'void')
    .sort((a, b) => finalizedAt(a) - finalizedAt(b))
    .at(-1);
  if (latest?.status !== 'open') return false;
  return latest.collection_method === 'charge_automatically' || (latest.due_date ?? ctx.now) <= ctx.now;
}

function finalizedAt({ status_transitions: { finalized_at: at } }: Invoice): number {
  return at ?? 0;
}

/** Past due no more, once the latest invoice is settled. */
function recover(ctx: Context, subscription: SubscriptionRecord): void {
  const { id, status } = subscription;
  if ((status !== 'past_due' && status !== 'unpaid') || owesLatest(ctx, subscription)) return;
  updateSubscriptionRecord(ctx, id, { status: isOnTrial(ctx, subscription) ? 'trialing' : 'active' });
}

/** Past due, where the latest invoice was refused, is overdue, or is left for the customer to pay. */
export function fallBehind(ctx: Context, subscription: SubscriptionRecord): void {
  const { id, status } = subscription;
  if ((status !== 'active' && status !== 'trialing') || !owesLatest(ctx, subscription)) return;
  updateSubscriptionRecord(ctx, id, { status: 'past_due' });
}

/** What paid pays next where that is asked for, and the first invoice starts its subscription; one that ended stays so. */
export function invoicePaid(ctx: Context, invoice: Invoice): void {
  const subscription = subscriptionOf(ctx, invoice);
  setDelinquent(ctx, invoice.customer, false);
  if (!subscription || subscription.ended_at !== null) return;
  saveDefaultMethod(ctx, subscription, invoice);
  if (subscription.status === 'incomplete') {
    scheduleSubscription(ctx, updateSubscriptionRecord(ctx, subscription.id, { status: 'active' }));
  } else recover(ctx, subscription);
}

/** `save_default_payment_method=on_subscription`: what paid last pays next. */
function saveDefaultMethod(ctx: Context, subscription: SubscriptionRecord, invoice: Invoice): void {
  if (subscription.payment_settings?.save_default_payment_method !== 'on_subscription') return;
  const payment = ctx.store.invoicePayments
    .by('invoice', invoice.id)
    .find((entry) => entry.status === 'paid');
  const intent = ctx.store.paymentIntents.get(payment?.payment.payment_intent ?? '');
  const method = intent?.payment_method ?? null;
  if (method === null || ctx.store.paymentMethods.get(method)?.customer !== subscription.customer) return;
  const current = ctx.store.subscriptions.get(subscription.id);
  if (!current || current.default_payment_method === method) return;
  updateSubscriptionRecord(ctx, subscription.id, { default_payment_method: method });
}

/** A voided or written-off invoice is no longer owed. */
export function invoiceWrittenOff(ctx: Context, invoice: Invoice): void {
  const subscription = subscriptionOf(ctx, invoice);
  if (subscription) recover(ctx, subscription);
}

/** An invoice that was sent is not paid by its day. */
export function invoiceOverdue(ctx: Context, invoice: Invoice): void {
  setDelinquent(ctx, invoice.customer, true);
  const subscription = subscriptionOf(ctx, invoice);
  if (subscription) fallBehind(ctx, subscription);
}

export function invoiceFailed(
  ctx: Context,
  invoice: Invoice,
  details: { automatic: boolean; exhausted: boolean },
): void {
  if (details.automatic) setDelinquent(ctx, invoice.customer, true);
  const subscription = subscriptionOf(ctx, invoice);
  if (!subscription) return;
  fallBehind(ctx, subscription);
  if (details.exhausted && subscription.status !== 'canceled') {
    cancelSubscription(ctx, subscription.id, { reason: 'payment_failed' });
  }
}

/** Stripe looks at the last change of any invoice: one that is paid, or given up by hand, clears the customer of all. */
export function setDelinquent(ctx: Context, customerId: string | null, delinquent: boolean): void {
  const customer = customerId === null ? undefined : ctx.store.customers.get(customerId);
  if (!customer || customer.delinquent === delinquent) return;
  const after = ctx.store.customers.put({ ...customer, delinquent });
  emit(ctx, 'customer.updated', after, customer);
}
