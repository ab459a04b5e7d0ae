import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql } from '../../db/sql-time.ts';
import { METRICS } from '../../domain/metric.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import { endsAtSql } from '../usage/periods/ends-at-sql.ts';
import { startedAtSql } from '../usage/periods/started-at-sql.ts';
import { isRepairSql } from '../usage/report/metered-hours-sql.ts';

/**
 * Once a day and after a change of the subscription; within the hour when a check was skipped and there is no preview from
 * after that, and in the last hours of a period.
 */
const AGAIN_AFTER = sql`interval '20 hours'`;
/** What changed earlier the hourly look has seen. */
const CHANGED_WITHIN = sql`interval '2 hours'`;
const LAST_HOURS = sql`interval '2 hours'`;
const AGAIN_WITHIN_THE_HOUR = sql`interval '50 minutes'`;

/**
 * Running subscriptions whose check is due, the nearest end first, with their prices, the units that Stripe is to bill
 * of the running period (held ones are billed as late usage), and what keeps them from being compared: usage that is not
 * on the meter yet, or was put there so lately that it may not be counted. `isChangedOnly`: those that were looked at and
 * have changed since, by index: their plan may be another one.
 */
export function selectDueChecks({
  now,
  limit,
  isChangedOnly = false,
}: {
  now: Date;
  limit: number;
  isChangedOnly?: boolean;
}): SQL {
  const at = instantSql(now);
  const metrics = sql.join(
    METRICS.map((metric) => sql`(${metric}::text)`),
    sql`, `,
  );
  return sql`
    with due as (
      select s.id, s.customer_id, c.name as customer_name, s.stripe_subscription_id, s.plan_version_id, s.currency,
        e.period_end, greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start,
        (s.cancel_at_period_end or s.cancel_at <= p.period_end) is true as is_ending
      from subscriptions s
      join customers c on c.id = s.customer_id
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at })} as p
      cross join lateral (
        select ${endsAtSql({ subscription: sql`s`, periodEnd: sql`p.period_end`, now })} as period_end
      ) as e
      left join rating_checks r on r.subscription_id = s.id
        and r.period_start = greatest(p.period_start, ${startedAtSql(sql`s`)})
      where s.ended_at is null and s.status in ('active', 'past_due')
        and s.current_period_end > ${at}
        and ${isChangedOnly ? sql`s.updated_at > ${at} - ${CHANGED_WITHIN} and r.checked_at < s.updated_at` : sql`true`}
        and (r.checked_at is null or r.checked_at <= ${at} - ${AGAIN_AFTER} or r.checked_at < s.updated_at
          or (r.checked_at <= ${at} - ${AGAIN_WITHIN_THE_HOUR} and (e.period_end - ${LAST_HOURS} <= ${at}
            or (r.status = 'skipped' and not exists (
              select from invoice_previews p
              where p.subscription_id = s.id and p.period_start = r.period_start and p.previewed_at >= s.updated_at
            )))))
      order by e.period_end, r.checked_at nulls first, s.id
      limit ${limit}
    )
    select d.id, d.customer_id, d.customer_name, d.stripe_subscription_id, d.currency, d.period_start, d.is_ending,
      (select json_object_agg(m.metric, (coalesce((
          select sum(u.billable_quantity) from usage_records u
          where u.customer_id = d.customer_id and u.metric = m.metric and u.hour >= d.period_start and u.hour < d.period_end
        ), 0) - coalesce((
          select sum(o.quantity_delta) from usage_outbox o
          where o.customer_id = d.customer_id and o.metric = m.metric and o.status = 'held' and not ${isRepairSql(sql`o`)}
            and o.hour >= d.period_start and o.hour < d.period_end
        ), 0))::text) from (values ${metrics}) as m (metric)) as quantities,
      (select json_agg(x) from (
        select price.stripe_price_id, ${priceColumnsSql()} from plan_prices price
        where price.plan_version_id = d.plan_version_id and price.currency = d.currency
      ) as x) as prices,
      exists (
        select from (values ${metrics}) as m (metric)
        join usage_records u on u.customer_id = d.customer_id and u.metric = m.metric
          and u.hour >= d.period_start and u.hour < d.period_end and u.billable_quantity <> u.reported_quantity
      ) or exists (
        select from usage_outbox o where o.customer_id = d.customer_id and o.status = 'pending'
          and o.hour >= d.period_start and o.hour < d.period_end
      ) as is_unsent,
      (select max(o.accepted_at) from usage_outbox o where o.customer_id = d.customer_id and o.status = 'accepted'
        and o.hour >= d.period_start) as last_accepted_at
    from due d`;
}
