import { checkRollUp, type Disagreement } from '../../app/services/usage/checks/check-roll-up.ts';
import {
  findOverlappingBills,
  type OverlappingBills,
} from '../../app/services/usage/checks/find-overlapping-bills.ts';
import { syncUsage } from '../../app/services/usage/sync/sync-usage.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { wakeShards } from './sync-shards.ts';

export const usageCheckJob: Job = { name: 'usage-check', cron: '40 3 * * *', run };

/** Long enough for any clock that was set back, and for a transaction of the source that nobody ended. */
const OVERLAP_MS = 3 * 86_400_000;

/** Once a night: reads the last days again, whatever the watermark says, proves that days are the sum of their hours, and that no hour was billed twice. */
async function run(ctx: JobContext): Promise<JobResult> {
  const [sync] = await Promise.allSettled([
    syncUsage(ctx, { replica: ctx.runtime.replica, jobRunId: ctx.jobRunId, overlapMs: OVERLAP_MS }),
  ]);
  if (sync.status === 'fulfilled') await wakeShards(ctx, sync.value.shards);
  const rollUp = await checkRollUp(ctx);
  const overlaps = await findOverlappingBills(ctx);
  if (sync.status === 'rejected') throw sync.reason;
  const failures = [...rollUp.disagreements.map(failureOf), ...overlaps.map(overlapToFailure)];
  return {
    result: {
      sync: sync.value,
      rollUp: { ...rollUp, disagreements: rollUp.disagreements.length },
      overlappingBills: overlaps.length,
    },
    failures,
  };
}

function overlapToFailure({ customerId, stripeInvoiceIds, from, until }: OverlappingBills): string {
  const span = `${from.toISOString()} to ${until.toISOString()}`;
  return `${stripeInvoiceIds.join(' and ')} of ${customerId} both billed the usage from ${span}`;
}

function failureOf({ customerId, metric, day, daily, hourly }: Disagreement): string {
  const what = `${metric} of ${customerId} on ${day}`;
  if (daily !== hourly)
    return `${what}: the roll-up says ${daily}, its hours add up to ${hourly}; it was made anew from them`;
  return `${what}: an hour was due to be reported and its day did not say so; now it does`;
}
