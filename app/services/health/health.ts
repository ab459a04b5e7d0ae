export type Reachability = 'ok' | 'unreachable';

export interface Health {
  /** With the database unreachable, nothing at all is served. */
  status: 'ok' | 'degraded';
  checks: {
    database: Reachability;
    replica: Reachability;
    /** Since the last finished sync; null before the first and while the database cannot be reached. */
    usageSyncAgeSeconds: number | null;
    /** Due and not done. */
    eventsBacklog: number | null;
    eventsOldestDueSeconds: number | null;
    /** Parked after their last attempt; an admin must look. */
    eventsDead: number | null;
    /** Meter events due at Stripe. */
    usageOutboxBacklog: number | null;
  };
}
