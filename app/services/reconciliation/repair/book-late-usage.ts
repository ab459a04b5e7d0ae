import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { LOST_MARK } from '../../usage/report/lost-identifier.ts';
import { isRepairSql } from '../../usage/report/metered-hours-sql.ts';

/** How many losses of one hour stand in the outbox `o`, as an aggregate. */
export const LOSSES: SQL = sql`(count(*) filter (where o.identifier like ${`%${LOST_MARK}%`} and o.status = 'accepted'))::int`;

const IS_REFUSED = sql`o.status = 'failed' and not ${isRepairSql(sql`o`)}`;

/** Whether the outbox of an hour of these steps has changed in a way that their plan did not know of. `steps` is a FROM item. */
export function isBookedLateSinceSql({ runId, steps }: { runId: string; steps: SQL }): SQL {
  return sql`exists (
    select from ${steps}
    join reconciliation_differences d on d.run_id = ${runId} and d.key = a.key
    cross join lateral jsonb_array_elements(a.detail -> 'action' -> 'hours') as h
    cross join lateral (
      select ${LOSSES} as losses,
        coalesce(sum(o.quantity_delta) filter (where ${IS_REFUSED}), 0) as refused,
        coalesce(jsonb_agg(o.identifier order by o.identifier) filter (where ${IS_REFUSED}), '[]') as refused_rows
      from usage_outbox o
      where o.customer_id = a.customer and o.metric = d.metric and o.hour = (h ->> 'hour')::timestamptz
    ) as now_there
    where a.type = 'bill_late_usage'
      and (now_there.losses <> (h ->> 'earlierLosses')::int or now_there.refused <> (h ->> 'refused')::bigint
        or now_there.refused_rows <> h -> 'refusedRows')
  )`;
}

/**
 * Books what an issued invoice did not bill as late usage, hour by hour, for the job that bills late usage: the refused
 * rows that the plan names are held instead; of what was accepted and lost a pair of rows takes the units back and holds
 * them, so that accepted is what Stripe billed and nothing is in two buckets. A row that was refused since the plan may
 * be on the meter and stays as it is. The pair's identifiers name the hour and how many losses it had when this one was
 * planned: done again, it changes nothing.
 */
export function bookLateUsage({
  runId,
  position,
  now,
}: {
  runId: string;
  position?: number;
  now: Date;
}): SQL {
  const at = instantSql(now);
  return sql`
    with late as (
      select a.customer_id, d.metric, hour.at as hour, (h ->> 'lost')::bigint as lost, h -> 'refusedRows' as refused_rows,
        concat(a.customer_id, ':', d.metric, ':', extract(epoch from hour.at)::bigint, ${LOST_MARK}::text,
          h ->> 'earlierLosses') as identifier
      from reconciliation_actions a
      join reconciliation_differences d on d.run_id = a.run_id and d.key = a.difference_key
      cross join lateral jsonb_array_elements(a.detail -> 'action' -> 'hours') as h
      cross join lateral (select (h ->> 'hour')::timestamptz as at) as hour
      where a.run_id = ${runId} and a.type = 'bill_late_usage'
        and a.position = coalesce(${position ?? null}::int, a.position)
    ), held as (
      update usage_outbox o set status = 'held', last_error = null
      from late cross join lateral jsonb_array_elements_text(late.refused_rows) as refused (identifier)
      where o.identifier = refused.identifier and o.customer_id = late.customer_id and ${IS_REFUSED}
    )
    insert into usage_outbox
      (identifier, customer_id, metric, hour, quantity_delta, status, accepted_at, run_after, created_at)
    select late.identifier || part.suffix, late.customer_id, late.metric, late.hour, part.units, part.status,
      case when part.status = 'accepted' then ${at} end, ${at}, ${at}
    from late
    cross join lateral (values ('', -late.lost, 'accepted'), (':late', late.lost, 'held'))
      as part (suffix, units, status)
    where late.lost <> 0
    on conflict (identifier) do nothing`;
}
