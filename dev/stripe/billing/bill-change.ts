import type { Context } from '../context.ts';
import type {
  Invoice,
  InvoicePlanRecord,
  SubscriptionItemRecord,
  SubscriptionRecord,
} from '../state/records.ts';
import type { SubscriptionChange } from './change-subscription.ts';
import { type CycleChange, endsPeriod } from './cycle-change.ts';
import { draftInvoice } from './draft-invoice.ts';
import { isOnTrial } from './free-time.ts';
import { pendingItems } from './pending-items.ts';
import type { Period } from './period.ts';
import { addedUsageEntries, planEntries } from './plan-entries.ts';

/**
 * What a change bills at once: the period that ends by it and the one that begins, or prorations and added usage when
 * they are asked for now. A paused subscription makes no invoices.
 */
export function billChange(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: readonly SubscriptionItemRecord[],
  change: Pick<SubscriptionChange, 'prorationBehavior' | 'prorationDate'> & {
    cycle: CycleChange;
    current: Period;
    /** Usage of the period that ends by this change, at the prices that it was reported under. */
    arrears: InvoicePlanRecord['entries'];
    /** The items whose price was not there before. */
    added: readonly SubscriptionItemRecord[];
  },
): Invoice | null {
  const { kind, period } = change.cycle;
  const ends = endsPeriod(change.cycle);
  if (subscription.status === 'paused') return null;
  if (!ends && change.prorationBehavior !== 'always_invoice') return null;
  const entries = [
    ...(ends
      ? planEntries(ctx, items, { licensed: period, metered: null, trial: kind === 'begins trial' })
      : []),
    ...change.arrears,
    ...(isOnTrial(ctx, subscription)
      ? []
      : addedUsageEntries(ctx, subscription, change.added, { start: ctx.now, end: period.end })),
  ];
  const waiting = pendingItems(ctx, subscription.customer, subscription.currency, subscription.id);
  if (entries.length === 0 && waiting.length === 0) return null;
  const draft = draftInvoice(ctx, {
    customer: subscription.customer,
    currency: subscription.currency,
    billingReason: 'subscription_update',
    subscription,
    period: { start: change.current.start, end: ctx.now },
    autoAdvance: true,
    finalizesAt: null,
    entries,
    prorationDate: change.prorationDate,
  });
  ctx.store.subscriptions.put({ ...subscription, latest_invoice: draft.id });
  return draft;
}
