import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../../db/client.ts';
import type { ReplicaCursor } from './replica-cursor.ts';

/**
 * Rows on their way from the replica to `billing`: array literals that nobody parses in between. Instants travel as
 * seconds since 1970, which PostgreSQL writes and reads several times faster than dates and which need no quotes.
 */
export interface ReplicaPage {
  rowCount: number;
  /** Nothing is left behind this page. */
  isLast: boolean;
  customerIds: string;
  metrics: string;
  hours: string;
  quantities: string;
  updatedAts: string;
  /** The last row looked at, of whichever share; null when there was none. */
  last: ReplicaCursor | null;
}

export interface ReplicaPageInput {
  /** Where to begin, as PostgreSQL reads an instant. */
  from: string;
  /** The last instant to read, or null for all there is. */
  to?: string | null;
  after: ReplicaCursor | null;
  /** Rows of one share on average; a page looks at so many for each share and takes its own. */
  limit: number;
  /** Only the customers of this share of all. */
  shard?: { index: number; count: number };
}

const pageRow = z.object({
  looked_at: z.number(),
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

/**
 * The next rows by `updated_at`, a full key deciding among equals; one trip to the replica, which is only read. A share
 * is taken out of a limited stretch of the index, never searched for: PostgreSQL cannot know how many rows a share has,
 * and would rather sort the whole table for each page. Rows without a whole key have no place in that order; they come
 * with the first page.
 */
export async function readReplicaPage(replica: Database, input: ReplicaPageInput): Promise<ReplicaPage> {
  const stretch = input.limit * (input.shard?.count ?? 1);
  const [result] = await replica.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with stretch as materialized (
        select customer_id, metric, hour, quantity, updated_at
        from billing_usage_hourly
        where ${beyond(input)} and ${upTo(input.to)} and not (${HAS_NO_KEY})
        order by updated_at, customer_id, metric, hour
        limit ${stretch}
      ), page as (
        select * from stretch where ${ofShard(input.shard)}
        ${isFirst(input) ? keyless(input) : sql``}
      )
      select (select count(*)::int from stretch) as looked_at,
        count(*)::int as row_count,
        array_agg(customer_id)::text as customer_ids,
        array_agg(metric)::text as metrics,
        array_agg(date_part('epoch', hour))::text as hours,
        array_agg(coalesce(quantity, 'NaN'))::text as quantities,
        array_agg(date_part('epoch', updated_at))::text as updated_ats,
        (select json_build_object('updated_at', updated_at::text, 'customer_id', customer_id, 'metric', metric,
            'hour', hour::text)
          from stretch order by updated_at desc, customer_id desc, metric desc, hour desc limit 1) as last
      from page`),
  ]);
  const row = pageRow.parse(result.rows[0]);
  return {
    rowCount: row.row_count,
    isLast: row.looked_at < stretch,
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

function upTo(to: string | null | undefined): SQL {
  return to ? sql`updated_at <= ${to}::timestamptz` : sql`true`;
}

function beyond({ from, after }: ReplicaPageInput): SQL {
  if (after === null) return sql`updated_at >= ${from}::timestamptz`;
  return sql`(updated_at, customer_id, metric, hour) > (
    ${after.updatedAt}::timestamptz, ${after.customerId}::uuid, ${after.metric}::text, ${after.hour}::timestamptz)`;
}

const HAS_NO_KEY = sql`customer_id is null or metric is null or hour is null`;

/** Of a whole window, that is; a shard's first page is not. */
function isFirst({ after, shard }: ReplicaPageInput): boolean {
  return after === null && shard === undefined;
}

function keyless({ from, to, limit }: ReplicaPageInput): SQL {
  return sql`union all (
    select coalesce(customer_id, ${NIL_UUID}::uuid), coalesce(metric, ''), coalesce(hour, '-infinity'), quantity, updated_at
    from billing_usage_hourly
    where updated_at >= ${from}::timestamptz and ${upTo(to)} and (${HAS_NO_KEY})
    order by updated_at limit ${limit})`;
}

/** The same customer is always in the same shard: no two shards write the same hour or day. */
function ofShard(shard: ReplicaPageInput['shard']): SQL {
  if (shard === undefined) return sql`true`;
  return sql`mod(uuid_hash(customer_id)::bigint + 2147483648, ${shard.count}) = ${shard.index}`;
}
