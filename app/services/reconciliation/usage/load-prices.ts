import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import { CURRENCIES, isCurrency } from '../../../domain/money.ts';
import type { MeteredPrice } from '../../../domain/pricing/metered-price.ts';
import type { PeriodRating } from '../../../domain/reconciliation/usage-difference.ts';
import { priceRow } from '../../catalog/price-row.ts';
import { priceColumnsSql } from '../../catalog/price-sql.ts';
import type { ServiceContext } from '../../context.ts';

/** The whole price list, which is short, and the meters. */
export interface PriceList {
  /** Null where one of the versions sells nothing of it in that currency. */
  rate(asked: {
    planVersionIds: readonly string[];
    isInParts: boolean;
    currency: string;
    metric: Metric;
  }): PeriodRating | null;
  meterIds: ReadonlyMap<Metric, string>;
}

const ownerRow = z.object({ plan_version_id: z.string(), currency: z.enum(CURRENCIES) });
const meterRow = z.object({ metric: z.enum(METRICS), stripe_meter_id: z.string() });

export async function loadPrices(ctx: ServiceContext): Promise<PriceList> {
  const [prices, meters] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select price.plan_version_id, price.currency, ${priceColumnsSql()} from plan_prices price
      where price.component <> 'base'`),
    db.execute(sql`select metric, stripe_meter_id from meters`),
  ]);
  const found = new Map<string, MeteredPrice>();
  for (const row of prices.rows) {
    const owner = ownerRow.parse(row);
    const rated = priceRow.parse(row);
    if (rated.component === 'base') continue;
    const key = keyOf({ planVersionId: owner.plan_version_id, ...owner, metric: rated.component });
    found.set(key, rated.price);
  }
  return {
    rate: ({ planVersionIds, isInParts, currency, metric }) => {
      if (!isCurrency(currency)) return null;
      const sold = planVersionIds.map((planVersionId) =>
        found.get(keyOf({ planVersionId, currency, metric })),
      );
      const prices = sold.filter((price) => price !== undefined);
      return prices.length === 0 || prices.length < sold.length ? null : { prices, isInParts, currency };
    },
    meterIds: new Map(
      z
        .array(meterRow)
        .parse(meters.rows)
        .map((row) => [row.metric, row.stripe_meter_id]),
    ),
  };
}

function keyOf(asked: { planVersionId: string; currency: string; metric: Metric }): string {
  return `${asked.planVersionId} ${asked.currency} ${asked.metric}`;
}
