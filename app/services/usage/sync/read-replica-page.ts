import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../../db/client.ts';

/** Where a page ended: the key of its last row, as PostgreSQL wrote it. */
export interface ReplicaCursor {
  updatedAt: string;
  customerId: string;
  metric: string;
  hour: string;
}

/** Rows on their way from the replica to `billing`: array literals that nobody parses in between. */
export interface ReplicaPage {
  rowCount: number;
  customerIds: string;
  metrics: string;
  hours: string;
  quantities: string;
  updatedAts: string;
  last: ReplicaCursor | null;
}

const pageRow = z.object({
  row_count: z.number(),
  customer_ids: z.string().nullable(),
  metrics: z.string().nullable(),
  hours: z.string().nullable(),
  quantities: z.string().nullable(),
  updated_ats: z.string().nullable(),
  last: z
    .object({ updated_at: z.string(), customer_id: z.string(), metric: z.string(), hour: z.string() })
    .nullable(),
});

/** Stands in for a value the replica left out, so that the row is quarantined and not lost. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const EMPTY_ARRAY = '{}';

/** The next rows by `updated_at`, a full key deciding among equals; one trip to the replica, which is only read. */
export async function readReplicaPage(
  replica: Database,
  input: { from: Date; after: ReplicaCursor | null; limit: number },
): Promise<ReplicaPage> {
  const { after } = input;
  const beyond =
    after === null
      ? sql`true`
      : sql`(updated_at, customer_id, metric, hour) > (
          ${after.updatedAt}::timestamptz, ${after.customerId}::uuid, ${after.metric}::text, ${after.hour}::timestamptz
        )`;
  const [result] = await replica.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with keyed as (
        select coalesce(customer_id, ${NIL_UUID}::uuid) as customer_id, coalesce(metric, '') as metric,
          coalesce(hour, '-infinity') as hour, coalesce(quantity, 'NaN') as quantity, updated_at
        from billing_usage_hourly
        where updated_at >= ${after?.updatedAt ?? input.from.toISOString()}::timestamptz
      ), page as (
        select * from keyed
        where ${beyond}
        order by updated_at, customer_id, metric, hour
        limit ${input.limit}
      )
      select count(*)::int as row_count,
        array_agg(customer_id)::text as customer_ids,
        array_agg(metric)::text as metrics,
        array_agg(hour)::text as hours,
        array_agg(quantity)::text as quantities,
        array_agg(updated_at)::text as updated_ats,
        (select json_build_object('updated_at', l.updated_at::text, 'customer_id', l.customer_id,
            'metric', l.metric, 'hour', l.hour::text)
          from page l order by l.updated_at desc, l.customer_id desc, l.metric desc, l.hour desc limit 1) as last
      from page`),
  ]);
  const row = pageRow.parse(result.rows[0]);
  return {
    rowCount: row.row_count,
    customerIds: row.customer_ids ?? EMPTY_ARRAY,
    metrics: row.metrics ?? EMPTY_ARRAY,
    hours: row.hours ?? EMPTY_ARRAY,
    quantities: row.quantities ?? EMPTY_ARRAY,
    updatedAts: row.updated_ats ?? EMPTY_ARRAY,
    last: row.last && {
      updatedAt: row.last.updated_at,
      customerId: row.last.customer_id,
      metric: row.last.metric,
      hour: row.last.hour,
    },
  };
}
