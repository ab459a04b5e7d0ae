import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { CatalogPlan } from '../../domain/catalog.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { ServiceContext } from '../context.ts';
import { type PriceRow, priceRow } from './price-row.ts';
import { priceColumnsSql } from './price-sql.ts';

const identityRow = z.object({ lookup_key: z.string(), stripe_price_id: z.string().nullable() });
const meterRow = z.object({ metric: z.enum(METRICS), stripe_meter_id: z.string() });
const commitmentRow = z.object({
  plan_id: z.string(),
  version: z.number(),
  customer_id: z.string().nullable(),
  currency: z.string(),
  amount_minor: z.string().transform(BigInt),
});

export interface StoredPrice {
  stripePriceId: string | null;
  terms: PriceRow;
}

/** What the database has of some plans; one trip. */
export interface CatalogState {
  /** By lookup key. */
  prices: ReadonlyMap<string, StoredPrice>;
  /** By `commitmentKey`. */
  commitments: ReadonlyMap<string, bigint>;
  meterIds: ReadonlyMap<Metric, string>;
}

export function commitmentKey(
  plan: { id: string; version: number; customerId: string | null },
  currency: string,
): string {
  return `${plan.id} ${plan.version} ${plan.customerId ?? ''} ${currency}`;
}

export async function loadCatalogState(
  ctx: ServiceContext,
  plans: readonly CatalogPlan[],
): Promise<CatalogState> {
  const lookupKeys = plans.flatMap(({ prices }) => prices.map(({ lookupKey }) => lookupKey));
  const isOfPlans = sql`price.lookup_key in (select json_array_elements_text(${JSON.stringify(lookupKeys)}::json))`;
  const [prices, commitments, meters] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select price.lookup_key, price.stripe_price_id, ${priceColumnsSql()}
      from plan_prices price where ${isOfPlans}`),
    db.execute(sql`
      select v.plan_id, v.version, v.customer_id, c.currency, c.amount_minor::text
      from plan_commitments c join plan_versions v on v.id = c.plan_version_id
      where v.id in (select price.plan_version_id from plan_prices price where ${isOfPlans})`),
    db.execute(sql`select metric, stripe_meter_id from meters`),
  ]);
  return {
    prices: new Map(
      prices.rows.map((row) => {
        const { lookup_key: lookupKey, stripe_price_id: stripePriceId } = identityRow.parse(row);
        return [lookupKey, { stripePriceId, terms: priceRow.parse(row) }];
      }),
    ),
    commitments: new Map(
      z
        .array(commitmentRow)
        .parse(commitments.rows)
        .map((row) => [
          commitmentKey({ id: row.plan_id, version: row.version, customerId: row.customer_id }, row.currency),
          row.amount_minor,
        ]),
    ),
    meterIds: new Map(
      z
        .array(meterRow)
        .parse(meters.rows)
        .map((row) => [row.metric, row.stripe_meter_id]),
    ),
  };
}
