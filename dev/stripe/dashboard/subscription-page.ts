import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { Discount, Price, SubscriptionRecord } from '../state/records.ts';
import { action, facts, type Html, heading, html, type Page, state, table, time } from './html.ts';
import { endOf, invoicesTable } from './tables.ts';

const OVER: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

export function subscriptionPage(ctx: Context, id: string): Page {
  const { store } = ctx;
  const subscription = requireSubscription(ctx, id, 'id', 'path');
  const items = store.subscriptionItems.by('subscription', id);
  const discounts = subscription.discounts.flatMap((discount) => store.discounts.get(discount) ?? []);
  const invoices = store.invoices.by('subscription', id).reverse();
  const body = html`
<h1>Subscription ${state(subscription.status)}</h1>
${facts([
  [
    'Customer',
    html`<a href="/_dashboard/customers/${subscription.customer}">${store.customers.get(subscription.customer)?.name ?? subscription.customer}</a>`,
  ],
  ['Started', time(subscription.start_date)],
  [OVER.has(subscription.status) ? 'Ended' : 'Ends', time(endOf(subscription))],
  ['Billing anchor', time(subscription.billing_cycle_anchor)],
  ['Trial ends', time(subscription.trial_end)],
  ['Collection', subscription.collection_method.replaceAll('_', ' ')],
  ['Collection paused', subscription.pause_collection ? subscription.pause_collection.behavior : 'no'],
  ['Id', html`<code>${id}</code>`],
])}
<div class="actions">${subscriptionActions(subscription)}</div>
${heading('Items', items.length)}
${table(
  [
    { title: 'Product', kind: 'text' },
    { title: 'Price', kind: 'text' },
    { title: 'Quantity', kind: 'amount' },
    { title: 'Period', kind: 'text' },
  ],
  items.map((item) => {
    const price = store.prices.get(item.price);
    return [
      store.products.get(price?.product ?? '')?.name ?? item.price,
      price ? priceText(price) : item.price,
      item.quantity ?? 'metered',
      `${time(item.current_period_start)} to ${time(item.current_period_end)}`,
    ];
  }),
  'No item.',
)}
${heading('Discounts', discounts.length)}
${table(
  [{ title: 'Coupon' }, { title: 'Off', kind: 'text' }, { title: 'Until' }],
  discounts.map((discount) => [
    html`<code>${discount.source.coupon}</code>`,
    offText(ctx, discount),
    discount.end === null ? 'for ever' : time(discount.end),
  ]),
  'No discount.',
)}
${heading('Invoices', invoices.length)}${invoicesTable(ctx, invoices)}`;
  return { title: 'Subscription', body };
}

/** What a person may do with it: one that is to end may be kept, and one that has ended is over. */
export function subscriptionActions(subscription: SubscriptionRecord): Html[] {
  const { id, status } = subscription;
  if (OVER.has(status)) return [];
  return [...laterActions(subscription), action(`subscriptions/${id}/cancel`, 'Cancel now')];
}

/** One that waits for its first payment cannot be changed, and one that is paused is in no period to end with. */
function laterActions({ id, status, cancel_at }: SubscriptionRecord): Html[] {
  if (status === 'incomplete') return [];
  if (cancel_at !== null) return [action(`subscriptions/${id}/keep`, 'Do not cancel')];
  return status === 'paused' ? [] : [action(`subscriptions/${id}/cancel_later`, 'Cancel at period end')];
}

function priceText(price: Price): string {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {};
  const each = count === 1 ? interval : `${count} ${interval}s`;
  const amount =
    price.unit_amount_decimal === null ? 'tiered' : formatAmount(price.unit_amount_decimal, price.currency);
  return `${amount} / ${each}`;
}

function offText({ store }: Context, discount: Discount): string {
  const coupon = store.coupons.get(discount.source.coupon ?? '');
  if (coupon?.percent_off) return `${coupon.percent_off} %`;
  return coupon?.amount_off && coupon.currency
    ? formatAmount(String(coupon.amount_off), coupon.currency)
    : '–';
}
