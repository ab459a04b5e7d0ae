import { schema } from '../../db/client.ts';
import type { CatalogPlan } from '../../domain/catalog.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { ensureMeters } from '../../stripe/ensure-meters.ts';
import { ensurePrices } from '../../stripe/ensure-prices.ts';
import { ensureProduct } from '../../stripe/ensure-product.ts';
import { type AuditEntry, auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import {
  insertCommitments,
  insertPlanVersions,
  insertTiers,
  upsertMeters,
  upsertPlans,
  upsertPrices,
} from './catalog-statements.ts';
import { computeMissing, type MissingFromCatalog } from './compute-missing.ts';
import { loadCatalogState } from './load-catalog-state.ts';
import { productOf } from './product.ts';

export interface ProvisionResult {
  /** Lookup keys of the prices that were missing and now have a Stripe price. */
  prices: readonly string[];
  /** Metrics whose meter was missing. */
  meters: readonly Metric[];
}

/**
 * Makes the meters, products and prices of some plan versions at Stripe and writes plans, versions, prices, tiers and
 * commitments with their ids. Safe to run again and after a kill: what is there is found by event name, product id and
 * lookup key. Throws `conflict` when what is stored differs.
 */
export async function provisionPlans(
  ctx: ServiceContext,
  { plans, audit }: { plans: readonly CatalogPlan[]; audit: Omit<AuditEntry, 'before' | 'after'> },
): Promise<ProvisionResult> {
  const state = await loadCatalogState(ctx, plans);
  const missing = computeMissing(plans, state);
  if (missing.prices.length === 0 && missing.metrics.length === 0) return { prices: [], meters: [] };

  const meterIds = missing.metrics.length === 0 ? state.meterIds : await ensureMeters(ctx.stripe, METRICS);
  await ensureProducts(ctx, missing);
  const stripePriceIds = await ensurePrices(ctx.stripe, {
    meterIds,
    prices: missing.prices.map(({ plan, price }) => ({
      price,
      productId: productOf(plan, price.component).id,
      metadata: metadataOf(plan, price.component),
    })),
  });

  const result = { prices: [...stripePriceIds.keys()], meters: missing.metrics };
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(upsertPlans(plans, ctx.now)),
    db.execute(insertPlanVersions(plans, ctx.now)),
    db.execute(upsertPrices(plans, stripePriceIds)),
    db.execute(insertTiers(plans)),
    db.execute(insertCommitments(plans)),
    db.execute(upsertMeters(meterIds, ctx.now)),
    db.insert(schema.billingAudit).values(auditRow(ctx, { ...audit, after: result })),
  ]);
  return result;
}

function metadataOf(plan: CatalogPlan, component: string): Record<string, string> {
  return {
    plan_id: plan.id,
    plan_version: String(plan.version),
    component,
    ...(plan.customerId !== null && { customer_id: plan.customerId }),
  };
}

async function ensureProducts(ctx: ServiceContext, missing: MissingFromCatalog): Promise<void> {
  const products = new Map(
    missing.prices.map(({ plan, price }) => {
      const product = productOf(plan, price.component);
      return [product.id, product];
    }),
  );
  for (const product of products.values()) await ensureProduct(ctx.stripe, product);
}
