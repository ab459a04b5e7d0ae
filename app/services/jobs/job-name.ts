/** The scheduled jobs, by the name that their rows in `job_runs` carry. */
export const JOB_NAMES = [
  'usage-sync',
  'usage-check',
  'events',
  'dunning',
  'late-usage',
  'rating-check',
  'webhook-sweep',
  'reconcile',
  'retention',
  'audit-seal',
  'audit-verify',
] as const;
export type JobName = (typeof JOB_NAMES)[number];
