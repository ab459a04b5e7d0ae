import type { Context } from '../context.ts';
import { requirePrice, requireProduct } from '../state/lookups.ts';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { divideHalfUp } from '../wire/decimal.ts';
import { type Debit, debitsOf, uncredited } from './debits.ts';
import { isFreeTime } from './free-time.ts';
import { type FullPrice, fullPeriodSeconds, fullPrice, fullPriceWith } from './full-price.ts';
import { isMetered } from './plan-entries.ts';
import { keepProration, type Proration } from './proration-item.ts';

/** An item of a subscription, among all that the subscription has, at an instant in its period. */
export interface Prorated {
  readonly subscription: SubscriptionRecord;
  readonly item: SubscriptionItemRecord;
  readonly beside: readonly SubscriptionItemRecord[];
  readonly at: number;
}

/** Charges what is left of an item's period, to the second, at its price after discounts. */
export function chargeRemainingTime(ctx: Context, prorated: Prorated): void {
  const { subscription, item, beside } = prorated;
  if (isOver(prorated)) return;
  const { amount, discounts } = remaining(ctx, prorated, fullPrice(ctx, subscription, item, beside));
  keepProration(ctx, subscription, toProration(ctx, prorated, { amount, discounts, sign: 1 }));
}

/**
 * Credits what is left of an item's period, to the second. In flexible billing mode that is what was debited for it,
 * with a credit for each debit; in classic what it costs now, with the discounts used last, whatever was debited:
 * docs.stripe.com/billing/subscriptions/prorations#credit-prorations.
 */
export function creditUnusedTime(ctx: Context, prorated: Prorated): void {
  if (isOver(prorated)) return;
  const debits = debitsOf(ctx, prorated.item);
  if (prorated.subscription.billing_mode.type === 'classic') creditPrice(ctx, prorated, debits.at(-1));
  else for (const debit of debits) creditDebit(ctx, prorated, debit);
}

/** Its renewal is overdue: of the period less than nothing is left. */
function isOver({ item, at }: Prorated): boolean {
  return at > item.current_period_end;
}

/** The same for all items of a subscription that pays for its time. */
export function creditUnusedTimeOfAll(ctx: Context, subscription: SubscriptionRecord): void {
  if (subscription.status === 'incomplete') return;
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  for (const item of items) {
    if (isMetered(ctx, item.price)) continue;
    if (isFreeTime(subscription, { start: item.current_period_start })) continue;
    creditUnusedTime(ctx, { subscription, item, beside: items, at: ctx.now });
  }
}

/** What was given back once is not given back again, so that the credits of a debit never exceed it. */
function creditDebit(ctx: Context, prorated: Prorated, debit: Debit): void {
  const { price, quantity, discounts, taxRates } = debit;
  const item = { ...prorated.item, price, quantity, tax_rates: [...taxRates] };
  for (const period of uncredited(ctx, debit, prorated.at)) {
    const amount = unused(debit, period.start) - unused(debit, period.end);
    const proration = toProration(ctx, { ...prorated, item }, { amount, discounts, sign: -1 });
    const taxedAt = debit.lines && taxRates.map(({ id }) => id);
    keepCredit(ctx, prorated, { ...proration, period }, debit, taxedAt);
  }
}

function unused({ amount, start, end }: Debit, from: number): number {
  return Number(divideHalfUp(BigInt(amount) * BigInt(end - from), BigInt(end - start)));
}

function creditPrice(ctx: Context, prorated: Prorated, debit: Debit | undefined): void {
  const { subscription, item, beside } = prorated;
  const full = debit
    ? fullPriceWith(ctx, subscription, item, debit.discounts)
    : fullPrice(ctx, subscription, item, beside);
  const proration = toProration(ctx, prorated, { ...remaining(ctx, prorated, full), sign: -1 });
  keepCredit(ctx, prorated, proration, debit, null);
}

function remaining(ctx: Context, { subscription, item, at }: Prorated, full: FullPrice): FullPrice {
  const length = fullPeriodSeconds(ctx, subscription, item);
  const share = divideHalfUp(BigInt(full.amount) * BigInt(item.current_period_end - at), BigInt(length));
  return { ...full, amount: Number(share) };
}

function keepCredit(
  ctx: Context,
  { subscription }: Prorated,
  proration: Proration,
  debit: Debit | undefined,
  taxedAt: string[] | null,
): void {
  keepProration(ctx, subscription, proration, {
    debit: debit?.id ?? null,
    from: proration.period.start,
    until: proration.period.end,
    creditedItems: debit?.lines ?? null,
    taxedAt,
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dateText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function toProration(
  ctx: Context,
  { item, at }: Prorated,
  { amount, discounts, sign }: FullPrice & { sign: 1 | -1 },
): Proration {
  const price = requirePrice(ctx, item.price, 'price', 'parameter');
  const { name } = requireProduct(ctx, price.product, 'product', 'parameter');
  const { quantity = 1 } = item;
  const many = quantity === 1 ? '' : `${quantity} × `;
  return {
    item,
    price,
    quantity,
    amount: sign === 1 ? amount : 0 - amount,
    discounts,
    description: `${sign === 1 ? 'Remaining' : 'Unused'} time on ${many}${name} after ${dateText(at)}`,
    period: { start: at, end: item.current_period_end },
  };
}
