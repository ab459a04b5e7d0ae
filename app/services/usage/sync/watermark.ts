import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';

export const USAGE_SOURCE = 'billing_usage_hourly';

/** Two syncs at once take turns, a page at a time; the lock ends with the batch that took it. */
export function lockUsageSync(): SQL {
  return sql`select pg_advisory_xact_lock(hashtext(${USAGE_SOURCE}))`;
}

/** Shards write different customers, so they share the lock with each other, and with nobody else. */
export function shareUsageSync(): SQL {
  return sql`select pg_advisory_xact_lock_shared(hashtext(${USAGE_SOURCE}))`;
}

/** A row from a source whose clock is ahead must not carry the watermark past rows still to come. */
export function advanceWatermark(lastUpdatedAt: string, now: Date): SQL {
  return sql`
    update sync_watermarks
    set watermark = greatest(watermark, least(${lastUpdatedAt}::timestamptz, ${instantSql(now)}))
    where source = ${USAGE_SOURCE}`;
}

/** Closes a sync that reached an instant: the watermark and its time move forward only. */
export function reachWatermark(input: { reached: SQL; now: Date; where?: SQL }): SQL {
  const at = instantSql(input.now);
  return sql`
    insert into sync_watermarks as w (source, watermark, finished_at)
    select ${USAGE_SOURCE}, least(${input.reached}, ${at}), ${at} where ${input.where ?? sql`true`}
    on conflict (source) do update
      set watermark = greatest(w.watermark, excluded.watermark),
        finished_at = greatest(w.finished_at, excluded.finished_at)
    returning watermark`;
}
