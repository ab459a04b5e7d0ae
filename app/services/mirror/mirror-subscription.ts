import { and, eq, notInArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { canSubscriptionMove } from '../../domain/subscription-state.ts';
import { readSubscription, type SubscriptionReading } from '../../stripe/read-subscription.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import { planGoneSubscription } from './gone-subscription.ts';
import {
  type ItemColumns,
  loadSubscription,
  type SoldPrice,
  type SubscriptionRow,
} from './load-subscription.ts';
import { DISBELIEVED, FOREIGN, type MirrorPlan, type MirrorRequest, UNCHANGED } from './plan.ts';
import { requireMirrored } from './require-mirrored.ts';

export async function planSubscription(
  ctx: ServiceContext,
  { id: stripeSubscriptionId, deletedAt, mirror, known, restore = false }: MirrorRequest,
): Promise<MirrorPlan> {
  const reading = await readSubscription(ctx.stripe, stripeSubscriptionId);
  if (reading === null) return planGoneSubscription(ctx, stripeSubscriptionId, deletedAt);
  const customerId = await requireMirrored(ctx, {
    type: 'customer',
    id: reading.stripeCustomerId,
    mirror,
    known,
  });
  if (customerId === null) return FOREIGN;
  const { current, items, prices } = await loadSubscription(ctx, reading);
  const columns = toColumns(reading, prices, customerId);
  const components = new Map(prices.map((price) => [price.stripePriceId, price.component]));
  const itemsNow = reading.items.map((item) => ({
    stripeSubscriptionItemId: item.stripeSubscriptionItemId,
    stripePriceId: item.stripePriceId,
    component: components.get(item.stripePriceId) ?? 'other',
  }));
  return planChange(ctx, { current, itemsBefore: items, columns, itemsNow, restore });
}

function toColumns(reading: SubscriptionReading, prices: readonly SoldPrice[], customerId: string) {
  const base = prices.find((price) => price.component === 'base');
  const baseItem = reading.items.find((item) => item.stripePriceId === base?.stripePriceId);
  if (base === undefined || baseItem === undefined) {
    throw new BillingError('conflict', 'This subscription is of no plan that we sell.', {
      detail: `${reading.stripeSubscriptionId} has no base price of the catalog`,
    });
  }
  return {
    customerId,
    stripeSubscriptionId: reading.stripeSubscriptionId,
    planVersionId: base.planVersionId,
    status: reading.status,
    currency: reading.currency,
    billingAnchorAt: reading.billingAnchorAt,
    currentPeriodStart: baseItem.currentPeriodStart,
    currentPeriodEnd: baseItem.currentPeriodEnd,
    cancelAtPeriodEnd: reading.cancelAtPeriodEnd,
    cancelAt: reading.cancelAt,
    canceledAt: reading.canceledAt,
    endedAt: reading.endedAt,
    createdAt: reading.createdAt,
    begunAt: reading.begunAt,
    discountIds: reading.discountIds,
    taxRateIds: reading.taxRateIds,
  };
}

interface SubscriptionChange {
  current: SubscriptionRow | undefined;
  itemsBefore: readonly ItemColumns[];
  columns: ReturnType<typeof toColumns>;
  itemsNow: readonly ItemColumns[];
  restore: boolean;
}

function planChange(ctx: ServiceContext, change: SubscriptionChange): MirrorPlan {
  const { current, columns } = change;
  if (!change.restore && current !== undefined && !canSubscriptionMove(current.status, columns.status))
    return DISBELIEVED;
  const byId = (a: ItemColumns, b: ItemColumns) =>
    a.stripeSubscriptionItemId < b.stripeSubscriptionItemId ? -1 : 1;
  const changes = changesBetween(
    { ...current, items: change.itemsBefore.toSorted(byId) },
    { ...columns, items: change.itemsNow.toSorted(byId) },
  );
  if (changes === null) return UNCHANGED;
  const { subscriptions, subscriptionItems } = schema;
  const subscriptionId = current?.id ?? ctx.newId();
  const written = { ...columns, updatedAt: ctx.now, mirroredAt: ctx.now };
  const items = change.itemsNow.map((item) => ({ ...item, subscriptionId, customerId: columns.customerId }));
  return {
    outcome: 'applied',
    write: (db) => [
      audited(
        db,
        db
          .insert(subscriptions)
          .values({ id: subscriptionId, ...written })
          .onConflictDoUpdate({ target: subscriptions.id, set: written })
          .returning({ id: subscriptions.id }),
        auditRow(ctx, {
          action: 'subscription.mirrored',
          objectType: 'subscription',
          objectId: subscriptionId,
          customerId: columns.customerId,
          before: current === undefined ? null : changes.before,
          after: changes.after,
        }),
      ),
      db.delete(subscriptionItems).where(
        and(
          eq(subscriptionItems.subscriptionId, subscriptionId),
          notInArray(
            subscriptionItems.stripeSubscriptionItemId,
            items.map((item) => item.stripeSubscriptionItemId),
          ),
        ),
      ),
      ...items.map((item) =>
        db
          .insert(subscriptionItems)
          .values(item)
          .onConflictDoUpdate({ target: subscriptionItems.stripeSubscriptionItemId, set: item }),
      ),
    ],
  };
}
