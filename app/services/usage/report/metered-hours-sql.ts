import { type SQL, sql } from 'drizzle-orm';
import { REPAIR_MARK } from './repair-identifier.ts';

const REPAIRS = `%${REPAIR_MARK}%`;

interface MeteredSpan {
  customerId: SQL;
  metric: SQL;
  start: SQL;
  end: SQL;
}

/** Whether an outbox row mends the meter: it adds no usage to our books and is never late. */
export function isRepairSql(row: SQL): SQL {
  return sql`(${row}.identifier like ${REPAIRS})`;
}

/**
 * A subquery of one customer's and metric's outbox by hour: `accepted` usage, `accepted_repairs`, `pending_repairs`, and
 * `missing`, the units that were to be reported and no row brought to the meter, because Stripe refused theirs. A repair
 * first brings what is missing; what it has more puts back what the meter had lost of accepted usage and adds nothing.
 */
export function meteredHoursSql({ customerId, metric, start, end }: MeteredSpan): SQL {
  return sql`(
    select h.*, case when h.accepted_repairs + h.pending_repairs = 0 then 0 else greatest(coalesce((
        select known.reported_quantity from usage_records known
        where known.customer_id = ${customerId} and known.metric = ${metric} and known.hour = h.hour
      ), h.usage) - h.usage_not_failed, 0) end as missing
    from (
      select sent.hour, max(sent.accepted_at) filter (where sent.status = 'accepted') as last_accepted_at,
        coalesce(sum(sent.quantity_delta) filter (where sent.status = 'accepted' and not r.is_repair), 0) as accepted,
        coalesce(sum(sent.quantity_delta) filter (where sent.status = 'accepted' and r.is_repair), 0) as accepted_repairs,
        coalesce(sum(sent.quantity_delta) filter (where sent.status = 'pending' and r.is_repair), 0) as pending_repairs,
        coalesce(sum(sent.quantity_delta) filter (where not r.is_repair), 0) as usage,
        coalesce(sum(sent.quantity_delta) filter (where not r.is_repair and sent.status <> 'failed'), 0) as usage_not_failed
      from usage_outbox sent
      cross join lateral (select ${isRepairSql(sql`sent`)} as is_repair) as r
      where sent.customer_id = ${customerId} and sent.metric = ${metric} and sent.hour >= ${start} and sent.hour < ${end}
      group by sent.hour
    ) as h
  )`;
}

/** What the meter had taken of a span, as a LATERAL subquery with `quantity`: what Stripe bills of it. */
export function acceptedQuantitySql(span: MeteredSpan): SQL {
  return sql`lateral (
    select coalesce(sum(h.accepted + least(h.accepted_repairs, h.missing)), 0)::bigint as quantity
    from ${meteredHoursSql(span)} as h
  )`;
}
