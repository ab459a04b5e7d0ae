import { sql } from 'drizzle-orm';
import { check, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, exactRate, instant, minorUnits, stripeId, units } from './columns.ts';
import { publicPolicies } from './policies.ts';

export const plans = pgTable(
  'plans',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    rank: integer('rank').notNull(),
    stripeProductId: stripeId('stripe_product_id'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [unique('plans_rank_unique').on(t.rank), ...publicPolicies('plans')],
).enableRLS();

export const planVersions = pgTable(
  'plan_versions',
  {
    id: uuid('id').primaryKey(),
    planId: text('plan_id')
      .notNull()
      .references(() => plans.id),
    version: integer('version').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('plan_versions_plan_version_unique').on(t.planId, t.version),
    ...publicPolicies('plan_versions'),
  ],
).enableRLS();

/** One Stripe price: the flat fee (`component = 'base'`) or the graduated overage of one metric. */
export const planPrices = pgTable(
  'plan_prices',
  {
    id: uuid('id').primaryKey(),
    planVersionId: uuid('plan_version_id')
      .notNull()
      .references(() => planVersions.id),
    component: text('component').notNull(),
    currency: currencyCode().notNull(),
    /** The monthly fee; null for a metered component, whose prices stand in its tiers. */
    unitAmountMinor: minorUnits('unit_amount_minor'),
    stripePriceId: stripeId('stripe_price_id'),
    lookupKey: text('lookup_key').notNull(),
  },
  (t) => [
    unique('plan_prices_version_component_currency_unique').on(t.planVersionId, t.component, t.currency),
    unique('plan_prices_lookup_key_unique').on(t.lookupKey),
    unique('plan_prices_stripe_price_id_unique').on(t.stripePriceId),
    check(
      'plan_prices_component_known',
      sql`${t.component} in ('base', 'impressions', 'api_calls', 'data_transfer_bytes')`,
    ),
    check('plan_prices_base_has_amount', sql`(${t.component} = 'base') = (${t.unitAmountMinor} is not null)`),
    ...publicPolicies('plan_prices'),
  ],
).enableRLS();

/** Graduated tiers; `upTo` counts total units from zero, inclusive, and is null in the last tier. */
export const planPriceTiers = pgTable(
  'plan_price_tiers',
  {
    planPriceId: uuid('plan_price_id')
      .notNull()
      .references(() => planPrices.id),
    position: integer('position').notNull(),
    upTo: units('up_to'),
    unitAmountDecimal: exactRate('unit_amount_decimal').notNull(),
  },
  (t) => [
    primaryKey({ name: 'plan_price_tiers_pkey', columns: [t.planPriceId, t.position] }),
    check('plan_price_tiers_rate_not_negative', sql`${t.unitAmountDecimal} >= 0`),
    ...publicPolicies('plan_price_tiers'),
  ],
).enableRLS();

/** The Stripe meter behind each metric. */
export const meters = pgTable(
  'meters',
  {
    metric: text('metric').primaryKey(),
    stripeMeterId: stripeId('stripe_meter_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  () => publicPolicies('meters'),
).enableRLS();
