import { type SQL, sql } from 'drizzle-orm';

/** The prices of a plan version in one currency as JSON, each of the shape that `priceRow` reads. */
export function pricesJsonSql({ planVersionId, currency }: { planVersionId: SQL; currency: SQL }): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object(
      'component', price.component,
      'unit_amount_minor', price.unit_amount_minor::text,
      'tiers', (
        select coalesce(json_agg(json_build_object(
          'up_to', t.up_to::text, 'unit_amount_decimal', t.unit_amount_decimal::text
        ) order by t.position), '[]')
        from plan_price_tiers t where t.plan_price_id = price.id
      )
    )), '[]')
    from plan_prices price
    where price.plan_version_id = ${planVersionId} and price.currency = ${currency}
  )`;
}
