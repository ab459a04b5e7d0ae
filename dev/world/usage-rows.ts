import type pg from 'pg';
import type { UsageRow } from '../control/schemas.ts';

/** Sets rows of the analytics store by hand; from then on the demo's traffic leaves them alone. */
export async function setUsageRows(
  analytics: pg.Pool,
  rows: readonly UsageRow[],
  updatedAt: Date,
): Promise<void> {
  const last = new Map(rows.map((row) => [`${row.customer_id} ${row.metric} ${row.hour.getTime()}`, row]));
  const kept = [...last.values()];
  await analytics.query(
    `insert into usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
     select *, $5::timestamptz, 'manual' from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::numeric[])
     on conflict (customer_id, metric, hour) do update
       set quantity = excluded.quantity, updated_at = excluded.updated_at, source = excluded.source`,
    [
      kept.map((row) => row.customer_id),
      kept.map((row) => row.metric),
      kept.map((row) => row.hour.toISOString()),
      kept.map((row) => row.quantity),
      updatedAt.toISOString(),
    ],
  );
}
