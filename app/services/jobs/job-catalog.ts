import type { JobName } from './job-name.ts';

export interface JobDescription {
  /** The trigger in the cron Worker's configuration, UTC. */
  cron: string;
  does: string;
}

/** What the admin page says of each job; the cron Worker's own jobs are held to it by a test. */
export const JOB_CATALOG: Readonly<Record<JobName, JobDescription>> = {
  'usage-sync': {
    cron: '5 * * * *',
    does: 'Reads changed hours from the replica and reports what is new to Stripe.',
  },
  events: {
    cron: '* * * * *',
    does: 'Works off webhook events, meter events, invoice reviews and messages that are due.',
  },
  dunning: { cron: '20 * * * *', does: 'Tries failed invoices again on Day 3 and Day 7.' },
  'late-usage': {
    cron: '35 * * * *',
    does: 'Bills or credits usage of closed periods that changed afterwards.',
  },
  'usage-check': {
    cron: '40 3 * * *',
    does: 'Reads the last days again and proves that days are the sum of their hours.',
  },
  'rating-check': {
    cron: '50 * * * *',
    does: 'Holds Stripe’s previews of running periods to our own rating.',
  },
  'webhook-sweep': {
    cron: '45 * * * *',
    does: 'Asks Stripe for events that did not reach us, and for objects that changed without one.',
  },
  reconcile: { cron: '40 2 * * *', does: 'Compares our books with Stripe’s, object by object.' },
  retention: { cron: '10 3 * * *', does: 'Trims old payloads and forgets expired idempotency keys.' },
  'audit-seal': { cron: '*/5 * * * *', does: 'Seals settled audit rows into the hash chain.' },
  'audit-verify': { cron: '15 4 * * *', does: 'Checks the whole audit trail against its hash chain.' },
};
