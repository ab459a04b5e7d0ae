import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { isRepairSql } from '../../usage/report/metered-hours-sql.ts';
import { REPAIR_MARK } from '../../usage/report/repair-identifier.ts';
import { SEND_AFTER_PERIOD_END } from '../../usage/report/send-window-sql.ts';

/** Plans that repair meters are accepted one after another: each must see what the one before has queued. */
export function lockMeterRepairs(): SQL {
  return sql`select pg_advisory_xact_lock(hashtextextended('meter_repairs', 0))`;
}

/** Whether an hour of these steps has had a repair that their plan did not know of. `steps` is a FROM item. */
export function isRepairedSinceSql({ runId, steps }: { runId: string; steps: SQL }): SQL {
  return sql`exists (
    select from ${steps}
    join reconciliation_differences d on d.run_id = ${runId} and d.key = a.key
    cross join lateral jsonb_array_elements(a.detail -> 'action' -> 'hours') as h
    where a.type = 'send_usage_difference' and (h ->> 'earlierRepairs')::int <> (
      select count(*) from usage_outbox o
      where o.customer_id = a.customer and o.metric = d.metric and o.hour = (h ->> 'hour')::timestamptz
        and ${isRepairSql(sql`o`)}
    )
  )`;
}

/**
 * Queues the units that the meter lacks, by hour, through the same outbox as all usage, which sends them only while
 * their period is open. The identifier names the hour and how many repairs it had when this one was planned, so of two
 * plans made of the same reading, by whatever runs, only one is queued and counted, once.
 */
export function queueMeterRepairs({
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
    insert into usage_outbox
      (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after, created_at)
    select concat(a.customer_id, ':', d.metric, ':', extract(epoch from hour.at)::bigint, ${REPAIR_MARK}::text,
        coalesce(h ->> 'earlierRepairs', '0')),
      a.customer_id, d.metric, hour.at, (h ->> 'quantity')::bigint, 'pending', d.period_end + ${SEND_AFTER_PERIOD_END},
      ${at}, ${at}
    from reconciliation_actions a
    join reconciliation_differences d on d.run_id = a.run_id and d.key = a.difference_key
    cross join lateral jsonb_array_elements(a.detail -> 'action' -> 'hours') as h
    cross join lateral (select (h ->> 'hour')::timestamptz as at) as hour
    where a.run_id = ${runId} and a.type = 'send_usage_difference'
      and a.position = coalesce(${position ?? null}::int, a.position)
    on conflict (identifier) do nothing`;
}
