import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { planVersions } from './catalog.ts';
import { currencyCode, customerId, instant, stripeId } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/** Mirror of a Stripe subscription; `planVersionId` is what its base price sells. `status` is Stripe's, an open set. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    stripeSubscriptionId: stripeId('stripe_subscription_id').notNull(),
    planVersionId: uuid('plan_version_id')
      .notNull()
      .references(() => planVersions.id),
    status: text('status').notNull(),
    currency: currencyCode().notNull(),
    billingAnchorAt: instant('billing_anchor_at').notNull(),
    currentPeriodStart: instant('current_period_start').notNull(),
    currentPeriodEnd: instant('current_period_end').notNull(),
    cancelAtPeriodEnd: boolean('cancel_at_period_end').notNull(),
    cancelAt: instant('cancel_at'),
    canceledAt: instant('canceled_at'),
    endedAt: instant('ended_at'),
    /** Stripe's `start_date`, which backdating moves before `createdAt`; null where it was mirrored before this was kept. */
    begunAt: instant('begun_at'),
    /** Stripe's ids of what the next invoice takes off and puts on top: with other ones it is previewed anew. */
    discountIds: jsonb('discount_ids').notNull().default(sql`'[]'`),
    taxRateIds: jsonb('tax_rate_ids').notNull().default(sql`'[]'`),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at').notNull(),
  },
  (t) => [
    unique('subscriptions_stripe_subscription_id_unique').on(t.stripeSubscriptionId),
    index('subscriptions_customer_id_created_at_index').on(t.customerId, t.createdAt),
    index('subscriptions_status_index').on(t.status),
    index('subscriptions_current_period_end_index').on(t.currentPeriodEnd),
    index('subscriptions_updated_at_index').on(t.updatedAt),
    ...systemWrittenTenantPolicies('subscriptions'),
  ],
).enableRLS();

export const subscriptionItems = pgTable(
  'subscription_items',
  {
    stripeSubscriptionItemId: stripeId('stripe_subscription_item_id').primaryKey(),
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    customerId: customerId().references(() => customers.id),
    stripePriceId: stripeId('stripe_price_id').notNull(),
    component: text('component').notNull(),
  },
  (t) => [
    index('subscription_items_subscription_id_index').on(t.subscriptionId),
    ...systemWrittenTenantPolicies('subscription_items'),
  ],
).enableRLS();
