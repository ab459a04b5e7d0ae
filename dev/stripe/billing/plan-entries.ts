import type { Context } from '../context.ts';
import { requirePrice } from '../state/lookups.ts';
import type { InvoicePlanRecord, SubscriptionItemRecord } from '../state/records.ts';
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
    const metered = isMetered(ctx, item.price);
    const period = metered ? periods.metered : periods.licensed;
    if (period === null) return [];
    return [
      {
        item: item.id,
        price: item.price,
        quantity: metered ? null : (item.quantity ?? 1),
        start: period.start,
        end: period.end,
        ...(metered && item.usageBefore !== undefined ? { usageBefore: item.usageBefore } : {}),
        fullPeriodSeconds: metered ? null : (periods.fullPeriodSeconds ?? null),
        trial: !metered && (periods.trial ?? false),
        taxRates: item.tax_rates && item.tax_rates.length > 0 ? item.tax_rates.map((rate) => rate.id) : null,
        discounts: item.discounts,
        metadata: item.metadata,
      },
    ];
  });
}
