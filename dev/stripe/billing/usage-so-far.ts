import type { Context } from '../context.ts';
import { requirePrice, requireProduct, requireSubscription } from '../state/lookups.ts';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { type Decimal, decimalToInteger, formatDecimal, requireDecimal, ZERO } from '../wire/decimal.ts';
import { countAcceptedMeterEvents, MAX_AHEAD_SECONDS } from './count-meter-events.ts';
import { runningDiscounts } from './discounts.ts';
import { isFreeTime } from './free-time.ts';
import { newInvoiceItem } from './new-invoice-item.ts';
import type { Period } from './period.ts';
import { rate } from './rate.ts';
import { aggregateUsage } from './usage.ts';

type Item = Pick<
  SubscriptionItemRecord,
  'subscription' | 'price' | 'current_period_start' | 'current_period_end'
>;

/** All usage of a metered item's period that has been reported by now, that which is stamped ahead included. */
export function usageSoFar(ctx: Context, item: Item): Decimal {
  const subscription = requireSubscription(ctx, item.subscription, 'subscription', 'parameter');
  const meterId = requirePrice(ctx, item.price, 'price', 'parameter').recurring?.meter;
  const meter = meterId ? ctx.store.meters.get(meterId) : undefined;
  if (!meter) return ZERO;
  countAcceptedMeterEvents(ctx);
  return aggregateUsage(ctx, meter, subscription.customer, {
    start: item.current_period_start,
    end: item.current_period_end,
  });
}

/**
 * Of the usage that an item does not bill what is stamped later than its period, which was cut short, lies in the next
 * one: it was billed before, or reported before the item was there.
 */
export function usageBeforeCarried(
  ctx: Context,
  before: SubscriptionItemRecord,
  moved: SubscriptionItemRecord,
): Decimal {
  const cut = { ...before, current_period_end: moved.current_period_start };
  const later = requireDecimal(before.usageBefore ?? '0') - usageSoFar(ctx, cut);
  if (later <= ZERO) return ZERO;
  const reported = usageSoFar(ctx, moved);
  if (reported < later) return reported;
  return later;
}

/** From when usage is left to later periods, past the one of a change: where another item bills that meter then. */
export function laterUsage(
  ctx: Context,
  { price }: SubscriptionItemRecord,
  staying: readonly SubscriptionItemRecord[],
  { end }: Period,
): number {
  const meter = meterOf(ctx, price);
  return staying.some((item) => meterOf(ctx, item.price) === meter) ? end : ctx.now + MAX_AHEAD_SECONDS + 1;
}

function meterOf(ctx: Context, price: string): string | null {
  return requirePrice(ctx, price, 'price', 'parameter').recurring?.meter ?? null;
}

/**
 * In flexible billing mode usage is billed at the price it was reported under: what an item leaves behind, when its
 * price changes or it is removed, waits for the next invoice at the old price, but for what is stamped at `later` or
 * after, which another period bills. Classic mode lets it go:
 * docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup.
 */
export function keepUsageSoFar(
  ctx: Context,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  later: number,
): void {
  if (
    subscription.billing_mode.type !== 'flexible' ||
    isFreeTime(subscription, { start: item.current_period_start })
  )
    return;
  const reported = usageSoFar(ctx, { ...item, current_period_end: later });
  const quantity = reported - requireDecimal(item.usageBefore ?? '0');
  if (quantity <= ZERO) return;
  const price = requirePrice(ctx, item.price, 'price', 'parameter');
  const product = requireProduct(ctx, price.product, 'product', 'parameter');
  for (const line of rate({ price, product, currency: subscription.currency, quantity })) {
    const kept = ctx.store.invoiceItems.put({
      ...newInvoiceItem(ctx, {
        customer: subscription.customer,
        currency: subscription.currency,
        amount: line.amount,
        description: line.description,
        quantity: decimalToInteger(line.quantity),
        unitAmount: line.unitAmount,
        price,
        subscription: subscription.id,
        metadata: {},
        taxRates: item.tax_rates ?? [],
        period: { start: item.current_period_start, end: ctx.now },
      }),
      quantity_decimal: formatDecimal(line.quantity),
      discounts: runningDiscounts(ctx, item.discounts),
      parent: {
        subscription_details: { subscription: subscription.id, subscription_item: item.id },
        type: 'subscription_details',
      },
    });
    emit(ctx, 'invoiceitem.created', kept);
  }
}
