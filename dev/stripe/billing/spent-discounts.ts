import type { Context } from '../context.ts';
import type { Discount, Invoice } from '../state/records.ts';
import { announceDiscounts } from '../webhooks/announce-discounts.ts';
import type { DraftLine } from './draft-line.ts';

/** A discount of one use has had it on the first invoice that was finalized and from which it took something. */
export function isSpent(ctx: Context, { id, customer, source }: Discount): boolean {
  if (ctx.store.coupons.get(source.coupon ?? '')?.duration !== 'once') return false;
  return ctx.store.invoices
    .by('customer', customer ?? '')
    .some((invoice) => invoice.status !== 'draft' && isUsedOn(invoice, id));
}

/** What an invoice of nothing has, is left for the next: docs.stripe.com/changelog, 2013-10-29. */
function isUsedOn(
  { subtotal, discounts, lines, total_discount_amounts: taken }: Invoice,
  id: string,
): boolean {
  const onLines = lines.data.filter((line) => line.discounts.some((discount) => discount === id));
  if (subtotal > 0) return discounts.includes(id) || onLines.length > 0;
  const isTaken = (taken ?? []).some(({ discount, amount }) => discount === id && amount > 0);
  return (
    isTaken || onLines.some((line) => line.parent?.subscription_item_details?.proration && line.amount > 0)
  );
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
