import { type SQL, sql } from 'drizzle-orm';

/** The columns of a `plan_prices` row `price` that `priceRow` reads, its tiers in order. One row a price, no grouping. */
export function priceColumnsSql(): SQL {
  return sql`
    price.component, price.unit_amount_minor::text, price.kind, price.package_size::text,
    price.package_amount_decimal::text, price.package_round,
    coalesce((
      select json_agg(json_build_object('up_to', t.up_to::text, 'unit_amount_decimal', t.unit_amount_decimal::text,
        'flat_amount_decimal', t.flat_amount_decimal::text) order by t.position)
      from plan_price_tiers t
      where t.plan_price_id = price.id
    ), '[]') as tiers`;
}
