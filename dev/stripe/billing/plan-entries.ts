import type { Context } from '../context.ts';
import { requirePrice } from '../state/lookups.ts';
import type { InvoicePlanRecord, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { runningDiscounts } from './discounts.ts';
import type { Period } from './period.ts';

type Entry = InvoicePlanRecord['entries'][number];

export function isMetered(ctx: Context, priceId: string): boolean {
  return requirePrice(ctx, priceId, 'price', 'parameter').recurring?.usage_type === 'metered';
}

/** What an invoice bills of each item: licensed ones for the period ahead, metered ones for the period behind. */
export function planEntries(
  ctx: Context,
  items: readonly SubscriptionItemRecord[],
  periods: {
    licensed: Period | null;
    metered: Period | null;
    fullPeriodSeconds?: number | null;
    trial?: boolean;
  },
): Entry[] {
  return items.flatMap((item): Entry[] => {
    if (isMetered(ctx, item.price)) {
      if (periods.metered === null) return [];
      const { usageBefore } = item;
      return [
        {
          ...toEntry(ctx, item, periods.metered),
          quantity: null,
          ...(usageBefore === undefined ? {} : { usageBefore }),
        },
      ];
    }
    if (periods.licensed === null) return [];
    return [
      {
        ...toEntry(ctx, item, periods.licensed),
        quantity: item.quantity ?? 1,
        fullPeriodSeconds: periods.fullPeriodSeconds ?? null,
        trial: periods.trial ?? false,
      },
    ];
  });
}

/**
 * Metered items that a subscription has just got, by a line of nothing each for the period that is ahead of them. In
 * flexible billing mode there is none: docs.stripe.com/billing/subscriptions/billing-mode/compare.
 */
export function addedUsageEntries(
  ctx: Context,
  { billing_mode: mode, status }: SubscriptionRecord,
  added: readonly SubscriptionItemRecord[],
  period: Period,
): Entry[] {
  if (mode.type !== 'classic') return [];
  return added
    .filter((item) => isMetered(ctx, item.price))
    .map((item) => ({ ...toEntry(ctx, item, period), quantity: 0, trial: status === 'trialing' }));
}

function toEntry(ctx: Context, item: SubscriptionItemRecord, period: Period): Omit<Entry, 'quantity'> {
  return {
    item: item.id,
    price: item.price,
    start: period.start,
    end: period.end,
    fullPeriodSeconds: null,
    trial: false,
    taxRates: item.tax_rates && item.tax_rates.length > 0 ? item.tax_rates.map((rate) => rate.id) : null,
    discounts: runningDiscounts(ctx, item.discounts),
    metadata: item.metadata,
  };
}
