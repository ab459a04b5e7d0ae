import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { ServiceContext } from '../context.ts';

const priceRow = z.object({
  lookup_key: z.string(),
  stripe_price_id: z.string().nullable(),
  unit_amount_minor: z.string().nullable(),
  tiers: z.array(z.object({ up_to: z.string().nullable(), unit_amount_decimal: z.string() })),
});
const meterRow = z.object({ metric: z.enum(METRICS), stripe_meter_id: z.string() });

export type StoredPrice = z.infer<typeof priceRow>;

/** The price list as the database has it; one trip. */
export interface CatalogState {
  prices: ReadonlyMap<string, StoredPrice>;
  meterIds: ReadonlyMap<Metric, string>;
}

export async function loadCatalogState(ctx: ServiceContext): Promise<CatalogState> {
  const [prices, meters] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select p.lookup_key, p.stripe_price_id, p.unit_amount_minor::text,
        coalesce(
          json_agg(json_build_object(
            'up_to', t.up_to::text, 'unit_amount_decimal', trim_scale(t.unit_amount_decimal)::text
          ) order by t.position) filter (where t.position is not null),
          '[]'
        ) as tiers
      from plan_prices p
      left join plan_price_tiers t on t.plan_price_id = p.id
      group by p.id`),
    db.execute(sql`select metric, stripe_meter_id from meters`),
  ]);
  return {
    prices: new Map(
      z
        .array(priceRow)
        .parse(prices.rows)
        .map((row) => [row.lookup_key, row]),
    ),
    meterIds: new Map(
      z
        .array(meterRow)
        .parse(meters.rows)
        .map((row) => [row.metric, row.stripe_meter_id]),
    ),
  };
}
