import { and, eq, inArray, notInArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { canSubscriptionMove } from '../../domain/subscription-state.ts';
import { readSubscription, type SubscriptionReading } from '../../stripe/read-subscription.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import { FOREIGN, GONE, type MirrorPlan, type MirrorRequest, UNCHANGED } from './plan.ts';
import { requireMirrored } from './require-mirrored.ts';

type SubscriptionRow = typeof schema.subscriptions.$inferSelect;
type SoldPrice = { stripePriceId: string; component: string; planVersionId: string };

export async function planSubscription(
  ctx: ServiceContext,
  { id: stripeSubscriptionId, deletedAt, mirror }: MirrorRequest,
): Promise<MirrorPlan> {
  const reading = await readSubscription(ctx.stripe, stripeSubscriptionId);
  if (reading === null) return planMissing(ctx, stripeSubscriptionId, deletedAt);
  const customerId = await requireMirrored(ctx, { type: 'customer', id: reading.stripeCustomerId, mirror });
  if (customerId === null) return FOREIGN;
  const { current, items, prices } = await load(ctx, reading);
  const columns = toColumns(reading, prices, customerId);
  const components = new Map(prices.map((price) => [price.stripePriceId, price.component]));
  const itemsNow = reading.items.map((item) => ({
    stripeSubscriptionItemId: item.stripeSubscriptionItemId,
    stripePriceId: item.stripePriceId,
    component: components.get(item.stripePriceId) ?? 'other',
  }));
  return planChange(ctx, { current, itemsBefore: items, columns, itemsNow });
}

async function load(ctx: ServiceContext, reading: SubscriptionReading) {
  const { subscriptions, subscriptionItems, planPrices } = schema;
  const priceIds = reading.items.map((item) => item.stripePriceId);
  const [rows, items, prices] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select()
      .from(subscriptions)
      .where(eq(subscriptions.stripeSubscriptionId, reading.stripeSubscriptionId)),
    db
      .select({
        stripeSubscriptionItemId: subscriptionItems.stripeSubscriptionItemId,
        stripePriceId: subscriptionItems.stripePriceId,
        component: subscriptionItems.component,
      })
      .from(subscriptionItems)
      .innerJoin(subscriptions, eq(subscriptions.id, subscriptionItems.subscriptionId))
      .where(eq(subscriptions.stripeSubscriptionId, reading.stripeSubscriptionId)),
    db
      .select({
        stripePriceId: planPrices.stripePriceId,
        component: planPrices.component,
        planVersionId: planPrices.planVersionId,
      })
      .from(planPrices)
      .where(inArray(planPrices.stripePriceId, priceIds)),
  ]);
  return {
    current: rows[0],
    items,
    prices: prices.flatMap((price) =>
      price.stripePriceId === null ? [] : [{ ...price, stripePriceId: price.stripePriceId }],
    ),
  };
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
  };
}

interface SubscriptionChange {
  current: SubscriptionRow | undefined;
  itemsBefore: readonly ItemColumns[];
  columns: ReturnType<typeof toColumns>;
  itemsNow: readonly ItemColumns[];
}

type ItemColumns = Pick<
  typeof schema.subscriptionItems.$inferSelect,
  'stripeSubscriptionItemId' | 'stripePriceId' | 'component'
>;

function planChange(ctx: ServiceContext, change: SubscriptionChange): MirrorPlan {
  const { current, columns } = change;
  if (current !== undefined && !canSubscriptionMove(current.status, columns.status)) return UNCHANGED;
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

/** Stripe keeps ended subscriptions; one that cannot be read although it was deleted has ended all the same. */
async function planMissing(
  ctx: ServiceContext,
  stripeSubscriptionId: string,
  deletedAt: Date | null,
): Promise<MirrorPlan> {
  const { subscriptions } = schema;
  const [[current]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select().from(subscriptions).where(eq(subscriptions.stripeSubscriptionId, stripeSubscriptionId)),
  ]);
  if (current === undefined || deletedAt === null) return GONE;
  const columns = {
    status: 'canceled',
    canceledAt: current.canceledAt ?? deletedAt,
    endedAt: current.endedAt ?? deletedAt,
  };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return UNCHANGED;
  return {
    outcome: 'applied',
    write: (db) => [
      audited(
        db,
        db
          .update(subscriptions)
          .set({ ...columns, updatedAt: ctx.now, mirroredAt: ctx.now })
          .where(eq(subscriptions.id, current.id))
          .returning({ id: subscriptions.id }),
        auditRow(ctx, {
          action: 'subscription.mirrored',
          objectType: 'subscription',
          objectId: current.id,
          customerId: current.customerId,
          ...changes,
        }),
      ),
    ],
  };
}
