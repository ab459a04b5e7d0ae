import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';

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
  accepted_quantity: z.string().transform(BigInt),
});

export type ClaimedOutboxRow = z.output<typeof outboxRow>;

export function toClaimedOutboxRows(rows: readonly unknown[]): readonly ClaimedOutboxRow[] {
  return z.array(outboxRow).parse(rows);
}

/** Takes due rows for this sender alone, oldest hours first. */
export function claimOutbox({ now, limit }: { now: Date; limit: number }): SQL {
  const at = instantSql(now);
  return sql`
    with due as (
      select identifier from usage_outbox
      where status = 'pending' and run_after <= ${at}
      order by run_after, hour, identifier
      limit ${limit}
      for update skip locked
    ), claimed as (
      update usage_outbox o
      set attempts = o.attempts + 1, run_after = ${at} + ${LEASE},
        first_sent_at = coalesce(o.first_sent_at, ${at})
      from due where o.identifier = due.identifier
      returning o.*, old.first_sent_at as previously_sent_at
    )
    select o.identifier, o.customer_id, c.stripe_customer_id, o.metric, m.stripe_meter_id, o.hour,
      o.quantity_delta::text, o.attempts, o.send_before, o.previously_sent_at,
      case when o.previously_sent_at is null then '0' else coalesce((
        select sum(a.quantity_delta) from usage_outbox a
        where a.customer_id = o.customer_id and a.metric = o.metric and a.hour = o.hour
          and a.status = 'accepted'
      ), 0)::text end as accepted_quantity
    from claimed o
    join customers c on c.id = o.customer_id
    join meters m on m.metric = o.metric
    order by o.hour, o.identifier`;
}
