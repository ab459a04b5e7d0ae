import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, exactRate, instant, minorUnits, stripeId, units } from './columns.ts';
import { customers } from './customers.ts';
import { publicPolicies, sharedOrTenantPolicies } from './policies.ts';

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

/**
 * Terms of a plan that never change once sold: of the price list, or agreed with one customer (`customerId`), whose
 * versions are counted by themselves. What hangs on a version carries its customer too, set by a trigger.
 */
export const planVersions = pgTable(
  'plan_versions',
  {
    id: uuid('id').primaryKey(),
    planId: text('plan_id')
      .notNull()
      .references(() => plans.id),
    version: integer('version').notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    effectiveAt: instant('effective_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('plan_versions_plan_customer_version_unique')
      .on(t.planId, t.customerId, t.version)
      .nullsNotDistinct(),
    index('plan_versions_customer_id_index').on(t.customerId),
    ...sharedOrTenantPolicies('plan_versions'),
  ],
).enableRLS();

/** One Stripe price: the flat fee (`component = 'base'`) or what the usage of one metric costs. */
export const planPrices = pgTable(
  'plan_prices',
  {
    id: uuid('id').primaryKey(),
    planVersionId: uuid('plan_version_id')
      .notNull()
      .references(() => planVersions.id),
    customerId: uuid('customer_id').references(() => customers.id),
    component: text('component').notNull(),
    currency: currencyCode().notNull(),
    /** How a metered component is rated; a flat fee is not metered and leaves it at its default. */
    kind: text('kind').notNull().default('graduated'),
    /** The monthly fee; null for a metered component, whose prices stand in its tiers or its package. */
    unitAmountMinor: minorUnits('unit_amount_minor'),
    packageSize: units('package_size'),
    /** Minor units per package. */
    packageAmountDecimal: exactRate('package_amount_decimal'),
    packageRound: text('package_round'),
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
    check('plan_prices_kind_known', sql`${t.kind} in ('graduated', 'volume', 'package')`),
    check(
      'plan_prices_package_whole',
      sql`(${t.kind} = 'package') = (${t.packageSize} is not null) and num_nulls(${t.packageSize}, ${t.packageAmountDecimal}, ${t.packageRound}) in (0, 3)`,
    ),
    check('plan_prices_package_filled', sql`${t.packageSize} >= 1 and ${t.packageAmountDecimal} >= 0`),
    check('plan_prices_package_round_known', sql`${t.packageRound} in ('up', 'down')`),
    ...sharedOrTenantPolicies('plan_prices'),
  ],
).enableRLS();

/** Tiers of a graduated or volume price; `upTo` counts total units from zero, inclusive, and is null in the last tier. */
export const planPriceTiers = pgTable(
  'plan_price_tiers',
  {
    planPriceId: uuid('plan_price_id')
      .notNull()
      .references(() => planPrices.id),
    position: integer('position').notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    upTo: units('up_to'),
    unitAmountDecimal: exactRate('unit_amount_decimal').notNull(),
    /** Minor units, due once when the tier is reached. */
    flatAmountDecimal: exactRate('flat_amount_decimal'),
  },
  (t) => [
    primaryKey({ name: 'plan_price_tiers_pkey', columns: [t.planPriceId, t.position] }),
    check('plan_price_tiers_rate_not_negative', sql`${t.unitAmountDecimal} >= 0`),
    check('plan_price_tiers_flat_amount_not_negative', sql`${t.flatAmountDecimal} >= 0`),
    ...sharedOrTenantPolicies('plan_price_tiers'),
  ],
).enableRLS();

/** The least that a period of a plan version costs; what is missing is invoiced as a true-up, so it has no Stripe price. */
export const planCommitments = pgTable(
  'plan_commitments',
  {
    planVersionId: uuid('plan_version_id')
      .notNull()
      .references(() => planVersions.id),
    currency: currencyCode().notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    amountMinor: minorUnits('amount_minor').notNull(),
  },
  (t) => [
    primaryKey({ name: 'plan_commitments_pkey', columns: [t.planVersionId, t.currency] }),
    check('plan_commitments_amount_positive', sql`${t.amountMinor} > 0`),
    ...sharedOrTenantPolicies('plan_commitments'),
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
