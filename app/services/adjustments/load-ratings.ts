import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import type { Currency } from '../../domain/money.ts';
import { rateGraduated } from '../../domain/pricing/rate-graduated.ts';
import type { TierCharge } from '../../domain/pricing/tier.ts';
import type { ServiceContext } from '../context.ts';

/** How a stored price rates a quantity. */
export type Rating = (quantity: bigint, currency: Currency) => readonly TierCharge[];

const priceRow = z.object({
  stripe_price_id: z.string(),
  tiers: z.array(
    z
      .object({
        up_to: z.string().transform(BigInt).nullable(),
        unit_amount_decimal: z.string().transform((text): Decimal => parseDecimal(text)),
      })
      .transform((tier) => ({ upTo: tier.up_to, unitAmount: tier.unit_amount_decimal })),
  ),
});

/** The ratings of metered prices by their Stripe id: the tiers that were sold, whatever the plan sells today. */
export async function loadRatings(
  ctx: ServiceContext,
  stripePriceIds: readonly string[],
): Promise<ReadonlyMap<string, Rating>> {
  const ids = JSON.stringify([...new Set(stripePriceIds)]);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select p.stripe_price_id, json_agg(json_build_object('up_to', t.up_to::text,
        'unit_amount_decimal', t.unit_amount_decimal::text) order by t.position) as tiers
      from plan_prices p join plan_price_tiers t on t.plan_price_id = p.id
      where p.stripe_price_id in (select jsonb_array_elements_text(${ids}::jsonb))
      group by p.id`),
  ]);
  return new Map(
    z
      .array(priceRow)
      .parse(found.rows)
      .map(({ stripe_price_id: id, tiers }) => [
        id,
        (quantity, currency) => rateGraduated({ tiers, quantity, currency }),
      ]),
  );
}
