import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { acceptedQuantitySql } from '../report/metered-hours-sql.ts';
import { usageDigestSql } from './usage-digest-sql.ts';

/** All columns of a row as JSON strings: rates and thresholds are exact, JSON numbers are not. */
function asTexts(row: SQL): SQL {
  return sql`(select jsonb_object_agg(key, value) from jsonb_each_text(to_jsonb(${row})))`;
}

/**
 * One row a metric for an invoice that is mirrored in the same transaction: its rows' digest and sum, what of them the
 * meter had accepted, and the price that its lines name. An invoice that has them keeps them.
 */
export function insertUsageDigests({ invoiceId, now }: { invoiceId: string; now: Date }): SQL {
  const metrics = sql.join(
    METRICS.map((metric) => sql`(${metric}::text)`),
    sql`, `,
  );
  return sql`
    insert into invoice_usage_digests (invoice_id, customer_id, subscription_id, metric, period_start, period_end,
      hours, quantity, accepted_quantity, digest, price, computed_at)
    select i.id, i.customer_id, i.subscription_id, m.metric, i.period_start, i.period_end,
      d.hours, d.quantity, accepted.quantity, d.digest, price.price, ${instantSql(now)}
    from invoices i
    cross join (values ${metrics}) as m (metric)
    cross join ${usageDigestSql({
      customerId: sql`i.customer_id`,
      metric: sql`m.metric`,
      start: sql`i.period_start`,
      end: sql`i.period_end`,
    })} as d
    cross join ${acceptedQuantitySql({
      customerId: sql`i.customer_id`,
      metric: sql`m.metric`,
      start: sql`i.period_start`,
      end: sql`i.period_end`,
    })} as accepted
    left join lateral (
      select ${asTexts(sql`p`)} || jsonb_build_object('tiers', (
        select jsonb_agg(${asTexts(sql`t`)} order by t.position) from plan_price_tiers t where t.plan_price_id = p.id
      )) as price
      from plan_prices p
      where p.component = m.metric and p.stripe_price_id in (
        select l.stripe_price_id from invoice_line_items l where l.invoice_id = i.id
      )
      limit 1
    ) as price on true
    where i.id = ${invoiceId}::uuid and i.subscription_id is not null
    on conflict (invoice_id, metric) do nothing`;
}
