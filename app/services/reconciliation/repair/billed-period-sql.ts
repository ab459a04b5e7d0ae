import { type SQL, sql } from 'drizzle-orm';
import { acceptedQuantitySql } from '../../usage/report/metered-hours-sql.ts';

/**
 * A LATERAL subquery about the issued invoice of the period that holds an instant: whether there is one
 * (`is_invoiced`), the units that its lines of the metric name (`quantity`, null where they do not tell units), and those
 * that the outbox says the meter took (`accepted`).
 */
export function billedPeriodSql({
  customerId,
  subscriptionId,
  metric,
  start,
}: {
  customerId: SQL;
  subscriptionId: SQL;
  metric: string;
  start: Date;
}): SQL {
  const at = sql`${start.toISOString()}::timestamptz`;
  return sql`lateral (
    select i.id is not null as is_invoiced,
      case when lines.stretches = 1 and not lines.by_package and trunc(lines.quantity) = lines.quantity
        then trunc(lines.quantity)::text end as quantity, accepted.quantity::text as accepted
    from (select 1) as one
    left join lateral (
      select id, period_start, period_end from invoices
      where subscription_id = ${subscriptionId} and billing_reason = 'subscription_cycle' and status <> 'draft'
        and period_start <= ${at} and ${at} < period_end
      order by created_at limit 1
    ) as i on true
    cross join lateral (
      select count(distinct (l.stripe_price_id, l.period_end)) as stretches, coalesce(sum(l.quantity), 0) as quantity,
        coalesce(bool_or(p.kind is null or p.kind = 'package'), false) as by_package
      from invoice_line_items l left join plan_prices p on p.stripe_price_id = l.stripe_price_id
      where l.invoice_id = i.id and l.component = ${metric} and not l.proration
    ) as lines
    cross join ${acceptedQuantitySql({
      customerId,
      metric: sql`${metric}::text`,
      start: sql`i.period_start`,
      end: sql`i.period_end`,
    })} as accepted
  )`;
}
