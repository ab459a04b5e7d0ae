import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../db/sql-time.ts';
import { METRICS } from '../../domain/metric.ts';
import { startedAtSql } from '../usage/started-at-sql.ts';
import { runningSubscription } from '../usage/usage-queries.ts';

interface Which {
  customerId: string;
  now: Date;
  periods: number;
}

/**
 * The last closed periods of the running subscription, from its anchor, the first not before it began to count. The
 * middle of the current period, moved back by months, lies in the one that is meant whatever the lengths of months.
 */
function closedPeriods({ customerId, now, periods }: Which): SQL {
  const middle = sql`(((now_in.period_start + interval '15 days') at time zone 'UTC' - make_interval(months => back)) at time zone 'UTC')`;
  return sql`
    s as (
      select running.*, ${startedAtSql(sql`running`)} as started_at
      from ${runningSubscription({ customerId, now })} as running
    ),
    closed as (
      select s.customer_id, s.currency, greatest(p.period_start, s.started_at) as period_start, p.period_end
      from s
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: instantSql(now) })} as now_in
      cross join generate_series(1, ${periods}::int) as back
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: middle })} as p
      where p.period_end > s.started_at
    )`;
}

/** Billable units of each closed period and metric: whole days from the roll-up, hours of the days it cuts. */
export function selectClosedUsage(which: Which): SQL {
  const startDay = utcDayStartSql(sql`p.period_start`);
  const endDay = utcDayStartSql(sql`p.period_end`);
  const firstWhole = sql`(case when p.period_start = ${startDay} then ${startDay} else ${startDay} + interval '1 day' end)`;
  const hours = (from: SQL, to: SQL) => sql`coalesce((
      select sum(u.billable_quantity) from usage_records u
      where u.customer_id = p.customer_id and u.metric = m.metric and u.hour >= ${from} and u.hour < ${to}
    ), 0)`;
  return sql`
    with ${closedPeriods(which)}
    select p.period_start, p.period_end, m.metric, (
      coalesce((
        select sum(d.quantity) from usage_daily d
        where d.customer_id = p.customer_id and d.metric = m.metric
          and d.day >= (${firstWhole} at time zone 'UTC')::date and d.day < (${endDay} at time zone 'UTC')::date
      ), 0) + ${hours(sql`p.period_start`, firstWhole)} + ${hours(endDay, sql`p.period_end`)}
    )::text as quantity
    from closed p
    cross join (values ${sql.join(
      METRICS.map((metric) => sql`(${metric}::text)`),
      sql`, `,
    )}) as m (metric)
    order by p.period_start`;
}

/** What was invoiced for each closed period, on whichever invoice it stood: the flat fee in advance, late items after. */
export function selectBilled(which: Which): SQL {
  return sql`
    with ${closedPeriods(which)}
    select p.period_start, sum(line.amount_minor)::text as billed_minor
    from closed p
    join invoice_line_items line on line.customer_id = p.customer_id
      and line.period_start >= p.period_start and line.period_start < p.period_end
    join invoices i on i.id = line.invoice_id and i.currency = p.currency and i.status not in ('draft', 'void')
    group by p.period_start`;
}
