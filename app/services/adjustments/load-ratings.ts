import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Currency } from '../../domain/money.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import type { TierCharge } from '../../domain/pricing/tier.ts';
import { priceRow } from '../catalog/price-row.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import type { ServiceContext } from '../context.ts';

/** How a stored price rates a quantity. */
export interface Rating {
  readonly kind: MeteredPrice['kind'];
  rate(quantity: bigint, currency: Currency): readonly TierCharge[];
}

const idRow = z.looseObject({ stripe_price_id: z.string() });

/** The ratings of metered prices by their Stripe id: what was sold, whatever the plan sells today. */
export async function loadRatings(
  ctx: ServiceContext,
  stripePriceIds: readonly string[],
): Promise<ReadonlyMap<string, Rating>> {
  const ids = JSON.stringify([...new Set(stripePriceIds)]);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select price.stripe_price_id, ${priceColumnsSql()} from plan_prices price
      where price.stripe_price_id in (select jsonb_array_elements_text(${ids}::jsonb))`),
  ]);
  return new Map(
    found.rows.flatMap((row) => {
      const read = priceRow.parse(row);
      if (read.component === 'base') return [];
      const { price } = read;
      const rating: Rating = {
        kind: price.kind,
        rate: (quantity, currency) => rateUsage({ price, quantity, currency }),
      };
      return [[idRow.parse(row).stripe_price_id, rating] as const];
    }),
  );
}
