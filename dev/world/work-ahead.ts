import type pg from 'pg';
import type { WorkAhead } from '../clock/timekeeper.ts';

/** Reads the queues of the billing database from outside, as its owner. Asked many times a virtual day, so prepared. */
export function createWorkAhead(database: pg.Pool): WorkAhead {
  async function instant(name: string, text: string, now: Date): Promise<Date | undefined> {
    const { rows } = await database.query<{ at: Date | null }>({ name, text, values: [now] });
    return rows[0]?.at ?? undefined;
  }
  return {
    nextHourlyWorkAt: (now) => instant('next-hourly-work', NEXT_HOURLY_WORK, now),
    nextQueuedAt: (now) => instant('next-queued', NEXT_QUEUED, now),
    async countDueEvents(now) {
      const due = await readDueWork(database, now);
      return due.reduce((sum, { count }) => sum + count, 0);
    },
  };
}

export interface OutstandingWork {
  what: string;
  count: number;
}

/** What is queued, due at `now` and undone, by kind; kinds with nothing in them are left out. */
export async function readDueWork(database: pg.Pool, now: Date): Promise<OutstandingWork[]> {
  const { rows } = await database.query<OutstandingWork>({ name: 'due', text: DUE, values: [now] });
  return rows.filter(({ count }) => count > 0);
}

const NEXT_HOURLY_WORK = `
  select min(at) as at from (
    select current_period_end as at from subscriptions where ended_at is null
    union all
    select next_attempt_at from dunning_cases where status = 'open'
  ) work where at > $1`;

const NEXT_QUEUED = `
  select min(run_after) as at from (
    select run_after from events where status = 'pending'
    union all
    select lease_until from events where status = 'processing'
    union all
    select run_after from usage_outbox where status = 'pending'
    union all
    select run_after from notifications where status = 'pending'
    union all
    select run_after from invoice_reviews where status = 'pending'
    union all
    select run_after from commitment_checks where status = 'pending'
    union all
    select greatest(run_after, lease_until) from period_adjustments where status = 'planned'
    union all
    select greatest(run_after, lease_until) from usage_sync_shards where finished_at is null
  ) queued where run_after > $1`;

const DUE = `
  select 'events' as what, count(*)::int as count from events
    where status in ('pending', 'processing') and run_after <= $1
  union all
  select 'usage_outbox', count(*)::int from usage_outbox where status = 'pending' and run_after <= $1
  union all
  select 'notifications', count(*)::int from notifications where status = 'pending' and run_after <= $1
  union all
  select 'invoice_reviews', count(*)::int from invoice_reviews where status = 'pending' and run_after <= $1
  union all
  select 'commitment_checks', count(*)::int from commitment_checks where status = 'pending' and run_after <= $1
  union all
  select 'period_adjustments', count(*)::int from period_adjustments
    where status = 'planned' and greatest(run_after, lease_until) <= $1
  union all
  select 'usage_sync_shards', count(*)::int from usage_sync_shards where finished_at is null and run_after <= $1`;
