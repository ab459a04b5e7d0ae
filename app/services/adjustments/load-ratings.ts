import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Currency } from '../../domain/money.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import type { TierCharge } from '../../domain/pricing/tier.ts';
import { priceRow } from '../catalog/price-row.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import type { ServiceContext } from '../context.ts';

/** How a stored price rates a quantity. */
export type Rating = (quantity: bigint, currency: Currency) => readonly TierCharge[];

const idRow = z.object({ stripe_price_id: z.string() });

/** The ratings of metered prices by their Stripe id: the terms that were sold, whatever the plan sells today. */
export async function loadRatings(
  ctx: ServiceContext,
  stripePriceIds: readonly string[],
): Promise<ReadonlyMap<string, Rating>> {
  const ids = JSON.stringify([...new Set(stripePriceIds)]);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select price.stripe_price_id, ${priceColumnsSql()}
      from plan_prices price
      where price.component <> 'base'
        and price.stripe_price_id in (select jsonb_array_elements_text(${ids}::jsonb))`),
  ]);
  return new Map(found.rows.flatMap(toRating));
}

function toRating(row: unknown): [string, Rating][] {
  const { stripe_price_id: id } = idRow.parse(row);
  const stored = priceRow.parse(row);
  if (stored.component === 'base') return [];
  const { price } = stored;
  return [[id, (quantity, currency) => rateUsage({ price, quantity, currency })]];
}
