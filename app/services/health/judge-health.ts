import type { Health } from './health.ts';

/** The sync runs hourly, so two missed runs are one too many. */
const MAX_SYNC_AGE_SECONDS = 2 * 3_600 + 600;
/** Events are swept every minute. */
const MAX_EVENT_WAIT_SECONDS = 600;

export interface Reading {
  syncedAt: Date | null;
  /** From then on there was usage to sync. */
  firstSubscriptionAt: Date | null;
  eventsBacklog: number;
  eventsDead: number;
  oldestDueAt: Date | null;
  usageOutboxBacklog: number;
}

/** `reading` is null when the database gave none. Before the first sync, its time runs from the first subscription. */
export function judgeHealth(input: {
  reading: Reading | null;
  replicaReachable: boolean;
  now: Date;
}): Health {
  const { reading, replicaReachable, now } = input;
  const replica = replicaReachable ? 'ok' : 'unreachable';
  if (reading === null) {
    return {
      status: 'degraded',
      checks: {
        database: 'unreachable',
        replica,
        usageSyncAgeSeconds: null,
        eventsBacklog: null,
        eventsOldestDueSeconds: null,
        eventsDead: null,
        usageOutboxBacklog: null,
      },
    };
  }
  const usageSyncAgeSeconds = secondsSince(reading.syncedAt, now);
  const eventsOldestDueSeconds = secondsSince(reading.oldestDueAt, now);
  const withoutSyncSeconds = usageSyncAgeSeconds ?? secondsSince(reading.firstSubscriptionAt, now) ?? 0;
  const isSyncLate = reading.firstSubscriptionAt !== null && withoutSyncSeconds > MAX_SYNC_AGE_SECONDS;
  const isEventsLate = (eventsOldestDueSeconds ?? 0) > MAX_EVENT_WAIT_SECONDS;
  return {
    status: replicaReachable && !isSyncLate && !isEventsLate ? 'ok' : 'degraded',
    checks: {
      database: 'ok',
      replica,
      usageSyncAgeSeconds,
      eventsBacklog: reading.eventsBacklog,
      eventsOldestDueSeconds,
      eventsDead: reading.eventsDead,
      usageOutboxBacklog: reading.usageOutboxBacklog,
    },
  };
}

function secondsSince(instant: Date | null, now: Date): number | null {
  return instant === null ? null : Math.max(0, Math.floor((now.getTime() - instant.getTime()) / 1_000));
}
