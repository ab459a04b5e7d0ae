import { audited } from '../../audit/audited.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { queueDeltas } from '../report/queue-deltas.ts';
import { closeWindow, passWindow } from './shard-statements.ts';
import { updateAlerts } from './update-alerts.ts';
import { lockUsageSync } from './watermark.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Ends the run whose shards are all done, once only, whoever asks. The differences are queued with it, so that nobody
 * finds an ended run whose hours wait for the next one.
 */
export async function closeRun(ctx: ServiceContext, jobRunId: string): Promise<boolean> {
  const { now } = ctx;
  const [, closed] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockUsageSync()),
    audited(
      db,
      closeWindow({ jobRunId, now }),
      auditRow(ctx, { action: 'usage.synced', objectType: 'usage_sync_run', objectId: jobRunId }),
    ),
    db.execute(passWindow({ jobRunId, now })),
    db.execute(queueDeltas(now)),
    db.execute(updateAlerts(now)),
  ]);
  return closed.rows.length > 0;
}
