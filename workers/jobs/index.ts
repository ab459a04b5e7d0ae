import { auditSealJob } from './audit-seal.ts';
import { auditVerifyJob } from './audit-verify.ts';
import { dunningJob } from './dunning.ts';
import { eventsJob } from './events.ts';
import type { Job } from './job.ts';
import { lateUsageJob } from './late-usage.ts';
import { ratingCheckJob } from './rating-check.ts';
import { reconcileJob } from './reconcile.ts';
import { retentionJob } from './retention.ts';
import { usageCheckJob } from './usage-check.ts';
import { usageSyncJob } from './usage-sync.ts';
import { webhookSweepJob } from './webhook-sweep.ts';

export type { Job, JobContext, JobResult } from './job.ts';

/** In the order in which they run when they fall due together: usage first, while its period is open. */
export const JOBS: readonly Job[] = [
  usageSyncJob,
  usageCheckJob,
  eventsJob,
  dunningJob,
  lateUsageJob,
  ratingCheckJob,
  webhookSweepJob,
  reconcileJob,
  retentionJob,
  auditSealJob,
  auditVerifyJob,
];
