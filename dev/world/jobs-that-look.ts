import type { JobName } from '../../app/services/jobs/job-name.ts';

/**
 * Jobs that look at the state and make no history. Going through every night of a long advance would tell nothing that
 * the last night does not.
 */
export const JOBS_THAT_LOOK: readonly JobName[] = ['reconcile', 'usage-check', 'audit-verify', 'retention'];
