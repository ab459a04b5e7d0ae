import { type SQL, sql } from 'drizzle-orm';
import { priceColumnsSql } from '../../catalog/price-sql.ts';

/** The prices of a plan version in one currency as a JSON list, each of the shape that `priceRow` reads. */
export function pricesJsonSql({ planVersionId, currency }: { planVersionId: SQL; currency: SQL }): SQL {
  return sql`(
    select coalesce(json_agg(to_json(listed)), '[]')
    from (
      select ${priceColumnsSql()} from plan_prices price
      where price.plan_version_id = ${planVersionId} and price.currency = ${currency}
    ) as listed
  )`;
}
