import { audited } from '../../audit/audited.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { queueDeltaPages } from '../report/queue-delta-pages.ts';
import { anyUndoneShard, closeWindow, passWindow } from './shard-statements.ts';
import { SYNC_LIMITS } from './sync-limits.ts';
import { updateAlerts } from './update-alerts.ts';
import { lockUsageSync } from './watermark.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Ends the run whose shards are all done, once only, whoever asks; while one is not, it will ask when it is. The
 * differences are queued first, so that nobody finds an ended run whose hours wait for the next one.
 */
export async function closeRun(ctx: ServiceContext, jobRunId: string): Promise<boolean> {
  const { now } = ctx;
  const [undone] = await ctx.db.batch(SYSTEM, (db) => [db.execute(anyUndoneShard(jobRunId))]);
  if (undone.rows.length > 0) return false;
  await queueDeltaPages(ctx, { days: SYNC_LIMITS.daysPerPage });
  const [, closed] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockUsageSync()),
    audited(
      db,
      closeWindow({ jobRunId, now }),
      auditRow(ctx, { action: 'usage.synced', objectType: 'usage_sync_run', objectId: jobRunId }),
    ),
    db.execute(passWindow({ jobRunId, now })),
    db.execute(updateAlerts(now)),
  ]);
  return closed.rows.length > 0;
}
