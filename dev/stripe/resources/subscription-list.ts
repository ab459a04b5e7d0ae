import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, object, oneOf, type ParsedFields, text } from '../wire/params.ts';

export const listFields = {
  ...pageParams,
  customer: text(),
  price: text(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  status: oneOf(
    'active',
    'all',
    'canceled',
    'ended',
    'incomplete',
    'incomplete_expired',
    'past_due',
    'paused',
    'trialing',
    'unpaid',
  ),
  created: rangeParam(),
  automatic_tax: object({ enabled: boolean() }),
};

const ENDED = new Set(['canceled', 'incomplete_expired']);

function matches(
  ctx: Context,
  subscription: SubscriptionRecord,
  params: ParsedFields<typeof listFields>,
): boolean {
  const { status, price, collection_method: collection, created } = params;
  if (status === undefined && subscription.status === 'canceled') return false;
  if (status === 'ended' && !ENDED.has(subscription.status)) return false;
  if (status !== undefined && status !== 'all' && status !== 'ended' && subscription.status !== status)
    return false;
  if (collection !== undefined && subscription.collection_method !== collection) return false;
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  return (
    (price === undefined || items.some((item) => item.price === price)) &&
    inRange(subscription.created, created)
  );
}

export function listSubscriptions(ctx: Context, params: ParsedFields<typeof listFields>) {
  const all =
    params.customer === undefined
      ? ctx.store.subscriptions.newestFirst()
      : ctx.store.subscriptions.by('customer', params.customer).reverse();
  return listOf(
    all.filter((subscription) => matches(ctx, subscription, params)),
    params,
    '/v1/subscriptions',
    (subscription) => toSubscription(ctx, subscription),
  );
}
