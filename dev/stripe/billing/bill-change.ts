import type { Context } from '../context.ts';
import type { Invoice, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import type { SubscriptionChange } from './change-subscription.ts';
import { draftInvoice } from './draft-invoice.ts';
import { pendingItems } from './pending-items.ts';
import type { Period } from './period.ts';
import { addedUsageEntries, planEntries } from './plan-entries.ts';

/** What a change bills at once: prorations when asked for now, usage that is added, or the first period of a new cycle. */
export function billChange(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: readonly SubscriptionItemRecord[],
  change: Pick<SubscriptionChange, 'prorationBehavior' | 'prorationDate'> & {
    restarts: boolean;
    period: Period;
    current: Period;
    /** The items that were there before. */
    had: ReadonlySet<string>;
  },
): Invoice | null {
  if (!change.restarts && change.prorationBehavior !== 'always_invoice') return null;
  const added = items.filter(({ id }) => !change.had.has(id));
  const entries = [
    ...(change.restarts
      ? planEntries(ctx, items, {
          licensed: change.period,
          metered: { start: change.current.start, end: ctx.now },
        }).filter(({ item, quantity }) => quantity !== null || change.had.has(item))
      : []),
    ...(subscription.status === 'trialing'
      ? []
      : addedUsageEntries(ctx, subscription, added, { start: ctx.now, end: change.period.end })),
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
