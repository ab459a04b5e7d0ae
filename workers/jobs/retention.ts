import { trimIdempotencyKeys } from '../../app/services/idempotency/trim-keys.ts';
import type { Job, JobContext, JobResult } from './job.ts';

const KEYS_PER_STEP = 10_000;
const MAX_STEPS = 50;

export const retentionJob: Job = { name: 'retention', cron: '10 3 * * *', run };

/** Forgets what need not be kept any longer. */
async function run(ctx: JobContext): Promise<JobResult> {
  let idempotencyKeys = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [{ rows }] = await ctx.db.batch({ kind: 'system' }, (db) => [
      trimIdempotencyKeys(db, { now: ctx.now, limit: KEYS_PER_STEP }),
    ]);
    idempotencyKeys += rows.length;
    if (rows.length < KEYS_PER_STEP) break;
  }
  return { result: { idempotencyKeys }, failures: [] };
}
