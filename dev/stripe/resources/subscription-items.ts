import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireSubscription, requireSubscriptionItem } from '../state/lookups.ts';
import { toSubscriptionItem } from '../state/views.ts';
import { noSuch, renamingParams } from '../wire/errors.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { boolean, required, text, timestamp } from '../wire/params.ts';
import { itemFields, paymentBehaviorParam, prorationBehaviorParam } from './subscription-params.ts';
import { type UpdateParams, updateSubscription } from './update-subscription.ts';

const changeFields = {
  payment_behavior: paymentBehaviorParam(),
  proration_behavior: prorationBehaviorParam(),
  proration_date: timestamp(),
};

/** The fields of the one item of an update stand for themselves here. */
function updateOne(ctx: Context, id: string, params: UpdateParams): void {
  renamingParams(
    (param) => param.replace(/^items\[0\]\[(\w+)\]/, '$1'),
    () => updateSubscription(ctx, id, params),
  );
}

function shownItem(ctx: Context, id: string) {
  return toSubscriptionItem(ctx, requireSubscriptionItem(ctx, id, 'item', 'path'));
}

export const subscriptionItemRoutes = [
  route(
    'POST',
    '/v1/subscription_items',
    { ...itemFields, ...changeFields, subscription: required(text()) },
    (ctx, { subscription: id, payment_behavior, proration_behavior, proration_date, ...item }) => {
      const subscription = requireSubscription(ctx, id, 'subscription', 'parameter');
      const before = new Set(ctx.store.subscriptionItems.by('subscription', id).map((entry) => entry.id));
      updateOne(ctx, subscription.id, {
        items: [item],
        ...(payment_behavior === undefined ? {} : { payment_behavior }),
        ...(proration_behavior === undefined ? {} : { proration_behavior }),
        ...(proration_date === undefined ? {} : { proration_date }),
      });
      const added = ctx.store.subscriptionItems.by('subscription', id).find((entry) => !before.has(entry.id));
      if (!added) throw noSuch('subscription item', id, 'item', 'path');
      return toSubscriptionItem(ctx, added);
    },
  ),
  route('GET', '/v1/subscription_items', { ...pageParams, subscription: required(text()) }, (ctx, params) =>
    listOf(
      ctx.store.subscriptionItems.by(
        'subscription',
        requireSubscription(ctx, params.subscription, 'subscription', 'parameter').id,
      ),
      params,
      '/v1/subscription_items',
      (item) => toSubscriptionItem(ctx, item),
    ),
  ),
  route('GET', '/v1/subscription_items/:id', {}, (ctx, _params, path) => shownItem(ctx, path.id())),
  route(
    'POST',
    '/v1/subscription_items/:id',
    { ...itemFields, ...changeFields, off_session: boolean() },
    (ctx, { payment_behavior, proration_behavior, proration_date, off_session, ...item }, path) => {
      const { subscription } = requireSubscriptionItem(ctx, path.id(), 'item', 'path');
      updateOne(ctx, subscription, {
        items: [{ ...item, id: path.id() }],
        ...(off_session === undefined ? {} : { off_session }),
        ...(payment_behavior === undefined ? {} : { payment_behavior }),
        ...(proration_behavior === undefined ? {} : { proration_behavior }),
        ...(proration_date === undefined ? {} : { proration_date }),
      });
      return shownItem(ctx, path.id());
    },
  ),
  route(
    'DELETE',
    '/v1/subscription_items/:id',
    { ...changeFields, clear_usage: boolean() },
    (ctx, { clear_usage: _clear, ...change }, path) => {
      const { subscription } = requireSubscriptionItem(ctx, path.id(), 'item', 'path');
      updateOne(ctx, subscription, { ...change, items: [{ id: path.id(), deleted: true }] });
      return { id: path.id(), object: 'subscription_item', deleted: true };
    },
  ),
];
