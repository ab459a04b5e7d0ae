import { runningDiscounts } from '../billing/discounts.ts';
import { updateSubscriptionRecord } from '../billing/subscription-standing.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireSubscription } from '../state/lookups.ts';
import { announceDiscounts } from '../webhooks/announce-discounts.ts';
import { invalidRequest, type StripeError } from '../wire/errors.ts';

function noDiscount(of: string): StripeError {
  return invalidRequest(`No active discount for ${of}`, { code: 'resource_missing', status: 404 });
}

/** Takes all that a subscription has off it; those of its items stay. One that has ended is none. */
function deleteSubscriptionDiscount(ctx: Context, id: string): object {
  const { customer, discounts, ended_at: endedAt } = requireSubscription(ctx, id, 'id', 'path');
  const running = runningDiscounts(ctx, discounts);
  const first = ctx.store.discounts.get(running[0] ?? '');
  if (!first || endedAt !== null) throw noDiscount(`subscription ${id} on customer ${customer}`);
  announceDiscounts(ctx, running, []);
  updateSubscriptionRecord(ctx, id, { discounts: [] });
  const { end: _end, ...shown } = first;
  return { ...shown, deleted: true };
}

export const discountRoutes = [
  route('DELETE', '/v1/subscriptions/:id/discount', {}, (ctx, _params, path) =>
    deleteSubscriptionDiscount(ctx, path.id()),
  ),
  // Since 2025-03-31.basil no parameter gives a customer one, so that none has any.
  route('DELETE', '/v1/customers/:id/discount', {}, (ctx, _params, path) => {
    throw noDiscount(`customer ${requireCustomer(ctx, path.id(), 'id', 'path').id}`);
  }),
];
