import type { Context } from '../context.ts';
import { requirePrice } from './lookups.ts';
import type {
  EventRecord,
  Invoice,
  Plan,
  Price,
  Subscription,
  SubscriptionItem,
  SubscriptionItemRecord,
  SubscriptionRecord,
} from './records.ts';
import type { Store } from './store.ts';

const LINES_SHOWN = 10;

/** Tiers and other currencies are shown only when expanded. */
export function toPrice(price: Price): Price {
  const { tiers: _tiers, currency_options: _options, ...shown } = price;
  return shown;
}

function toPlan(price: Price): Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: price.tiers_mode,
    transform_usage: price.transform_quantity,
    trial_period_days: price.recurring?.trial_period_days ?? null,
    usage_type: price.recurring?.usage_type ?? 'licensed',
  };
}

export function toSubscriptionItem(ctx: Context, item: SubscriptionItemRecord): SubscriptionItem {
  const price = requirePrice(ctx, item.price, 'price', 'parameter');
  const { usageBefore: _usageBefore, debitsFrom: _debitsFrom, ...shown } = item;
  return { ...shown, plan: toPlan(price), price: toPrice(price) };
}

export function toSubscription(ctx: Context, subscription: SubscriptionRecord): Subscription {
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  const { freeUntilAnchor: _freeUntilAnchor, ...shown } = subscription;
  return {
    ...shown,
    items: {
      object: 'list',
      data: items.map((item) => toSubscriptionItem(ctx, item)),
      has_more: false,
      url: `/v1/subscription_items?subscription=${subscription.id}`,
    },
  };
}

/** An invoice holds only the first page of its lines; the rest is read through its lines' list. */
export function toInvoice(invoice: Invoice): Invoice {
  const { data, ...list } = invoice.lines;
  if (data.length <= LINES_SHOWN) return invoice;
  return { ...invoice, lines: { ...list, data: data.slice(0, LINES_SHOWN), has_more: true } };
}

export function toEvent(store: Store, event: EventRecord): EventRecord & { pending_webhooks: number } {
  const pending = store.deliveries.by('event', event.id).filter((delivery) => delivery.status === 'pending');
  return { ...event, pending_webhooks: pending.length };
}
