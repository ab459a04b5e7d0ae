import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';

const KEPT_MS = 90 * 86_400_000;

/**
 * Forgets what webhook events said, once they are 90 days old; that they came, and what became of them, stays, so that
 * one delivered again is still known, and a replay still reads its object. Goes by age, so the last one trimmed marks
 * where to begin, and no step looks at what was trimmed before.
 */
export function trimPayloads(db: QueryBuilder, { now, limit }: { now: Date; limit: number }) {
  const before = new Date(now.getTime() - KEPT_MS).toISOString();
  return db.execute<{ id: string }>(sql`
    update stripe_webhook_events w
       set payload = null, payload_trimmed_at = ${now.toISOString()}::timestamptz
      from (
        select id from stripe_webhook_events
         where received_at < ${before}::timestamptz and payload is not null
           and received_at >= coalesce(
             (select max(received_at) from stripe_webhook_events where payload_trimmed_at is not null), '-infinity')
         order by received_at, id
         limit ${limit}
      ) old
     where w.id = old.id
    returning w.id`);
}
