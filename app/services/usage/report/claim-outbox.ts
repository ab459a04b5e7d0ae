import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { owningSubscriptionSql } from '../periods/owning-subscription-sql.ts';
import { meteredHoursSql } from './metered-hours-sql.ts';
import { SEND_AFTER_PERIOD_END } from './send-window-sql.ts';

/** Longer than sending a claim can take; after it the rows may be claimed again. */
const LEASE = sql`interval '10 minutes'`;

const outboxRow = z.object({
  identifier: z.string(),
  customer_id: z.string(),
  stripe_customer_id: z.string(),
  metric: z.enum(METRICS),
  stripe_meter_id: z.string(),
  hour: z.coerce.date(),
  quantity_delta: z.string().transform(BigInt),
  attempts: z.number(),
  send_before: z.coerce.date(),
  previously_sent_at: z.coerce.date().nullable(),
  last_sent_at: z.coerce.date().nullable(),
  accepted_quantity: z.string().transform(BigInt),
  last_accepted_at: z.coerce.date().nullable(),
  /** Of all rows that were taken, those included that cannot be sent, as their meter or customer is not there. */
  taken_rows: z.number(),
});

export type ClaimedOutboxRow = z.output<typeof outboxRow>;

export function toClaimedOutboxRows(rows: readonly unknown[]): readonly ClaimedOutboxRow[] {
  return z.array(outboxRow).parse(rows);
}

/** Claims are short and take turns: of one hour's rows, two senders must never hold a part each. */
export function lockOutboxClaims(): SQL {
  return sql`select pg_advisory_xact_lock(hashtextextended('usage_outbox_claims', 0))`;
}

/**
 * Takes due rows for this sender alone, oldest hours first. A row that was sent before brings its hour's other such
 * rows with it, because what became of them can only be told together; an hour of which somebody holds a row waits.
 * `accepted_quantity` is what the meter says of the hour before any of them is counted: what a pending repair puts back
 * of accepted usage is lost until then, what it brings of refused usage was never there.
 * The deadline is the row's own, or an earlier one when the subscription's end has come or been announced since.
 * What is held is read once, and siblings are found by their hour before their state is asked: few rows are pending
 * when PostgreSQL takes its statistics, so after an outage it would otherwise compare each due row with all of them.
 */
export function claimOutbox({ now, limit }: { now: Date; limit: number }): SQL {
  const at = instantSql(now);
  const sameHour = (a: SQL, b: SQL) =>
    sql`${a}.customer_id = ${b}.customer_id and ${a}.metric = ${b}.metric and ${a}.hour = ${b}.hour`;
  return sql`
    with due as (
      select o.* from usage_outbox o
      where o.status = 'pending' and o.run_after <= ${at}
        and (o.customer_id, o.metric, o.hour) not in (
          select customer_id, metric, hour from usage_outbox where status = 'pending' and lease_until > ${at}
        )
      order by o.run_after, o.hour, o.identifier
      limit ${limit}
    ), siblings as materialized (
      select sibling.* from due d
      join usage_outbox sibling on ${sameHour(sql`sibling`, sql`d`)}
      where d.first_sent_at is not null
    ), taken as (
      select identifier from due
      union
      select identifier from siblings where status = 'pending' and first_sent_at is not null
    ), claimed as (
      update usage_outbox o
      set attempts = o.attempts + 1, lease_until = ${at} + ${LEASE},
        first_sent_at = coalesce(o.first_sent_at, ${at}), last_sent_at = ${at}
      from taken where o.identifier = taken.identifier
      returning o.*, old.first_sent_at as previously_sent_at, old.last_sent_at as previously_last_sent_at
    )
    select o.identifier, o.customer_id, c.stripe_customer_id, o.metric, m.stripe_meter_id, o.hour,
      o.quantity_delta::text, o.attempts, o.previously_sent_at, o.previously_last_sent_at as last_sent_at,
      least(o.send_before, s.ends_at + ${SEND_AFTER_PERIOD_END}) as send_before,
      coalesce(known.quantity, 0)::text as accepted_quantity, known.last_accepted_at,
      (select count(*) from claimed)::int as taken_rows
    from claimed o
    join customers c on c.id = o.customer_id
    join meters m on m.metric = o.metric
    left join ${owningSubscriptionSql({ customerId: sql`o.customer_id`, hour: sql`o.hour` })} as s on true
    left join lateral (
      select h.accepted + least(h.accepted_repairs + h.pending_repairs, h.missing) - h.pending_repairs as quantity,
        h.last_accepted_at
      from ${meteredHoursSql({
        customerId: sql`o.customer_id`,
        metric: sql`o.metric`,
        start: sql`o.hour`,
        end: sql`o.hour + interval '1 hour'`,
      })} as h
      where o.previously_sent_at is not null
    ) as known on true
    order by o.hour, o.identifier`;
}
