import type { ServiceContext } from '../../context.ts';
import { lockUsageSync } from '../sync/watermark.ts';
import { type DeltaCursor, type QueuedDeltas, queueDeltas, toQueuedPage } from './queue-deltas.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Queues the differences there are, page by page, each in a transaction of its own, so that a sync waits for one page at
 * most. Safe at any time and at once with others; a kill leaves the rest to the next call.
 */
export async function queueDeltaPages(
  ctx: ServiceContext,
  { days, after = null }: { days: number; after?: DeltaCursor | null },
): Promise<QueuedDeltas> {
  const sum = { pending: 0, held: 0 };
  let cursor = after;
  do {
    const [, rows] = await ctx.db.batch(SYSTEM, (db) => [
      db.execute(lockUsageSync()),
      db.execute(queueDeltas({ now: ctx.now, days, after: cursor })),
    ]);
    const page = toQueuedPage(rows.rows);
    sum.pending += page.pending;
    sum.held += page.held;
    cursor = page.next;
  } while (cursor !== null);
  return sum;
}
