import type { Context } from '../context.ts';
import type { Discount, Invoice } from '../state/records.ts';
import { announceDiscounts } from '../webhooks/announce-discounts.ts';
import type { DraftLine } from './draft-line.ts';

/** A discount of one use has had it on the first invoice with it that was finalized. */
export function isSpent(ctx: Context, { id, customer, source }: Discount): boolean {
  if (ctx.store.coupons.get(source.coupon ?? '')?.duration !== 'once') return false;
  return ctx.store.invoices
    .by('customer', customer ?? '')
    .some((invoice) => invoice.status !== 'draft' && discountsOn(invoice).includes(id));
}

function discountsOn({ discounts, lines }: Invoice): unknown[] {
  return [...discounts, ...lines.data.flatMap((line) => line.discounts)];
}

export function unspentDiscounts(ctx: Context, discounts: readonly string[]): string[] {
  return discounts.filter((id) => {
    const discount = ctx.store.discounts.get(id);
    return !discount || !isSpent(ctx, discount);
  });
}

/** A proration keeps those that its amount has been through. */
export function withUnspentDiscounts(ctx: Context, line: DraftLine): DraftLine {
  return line.discountable ? { ...line, discounts: unspentDiscounts(ctx, line.discounts) } : line;
}

/** Takes what is spent by now from all subscriptions of a customer, whichever invoice had it. */
export function endSpentDiscounts(ctx: Context, { customer }: Invoice): void {
  for (const subscription of ctx.store.subscriptions.by('customer', customer ?? '')) {
    const left = unspentDiscounts(ctx, subscription.discounts);
    if (left.length < subscription.discounts.length)
      ctx.store.subscriptions.put({ ...subscription, discounts: left });
    announceDiscounts(ctx, subscription.discounts, left);
    for (const item of ctx.store.subscriptionItems.by('subscription', subscription.id)) {
      const kept = unspentDiscounts(ctx, item.discounts);
      if (kept.length < item.discounts.length) ctx.store.subscriptionItems.put({ ...item, discounts: kept });
    }
  }
}
