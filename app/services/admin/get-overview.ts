import { toOpenAdjustments } from '../adjustments/open-adjustment.ts';
import { selectOpenAdjustments, selectSettledAdjustments } from '../adjustments/select-open-adjustments.ts';
import { selectSealState, toSealState } from '../audit/chain/select-seal-state.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { selectDunningCases, toDunningCaseRow } from '../dunning/list-dunning-cases.ts';
import { selectMeterErrors } from '../meter-errors/list-meter-errors.ts';
import { selectRefusedHours, toRefusedHours } from '../usage/report/select-refused-hours.ts';
import type { AdminOverview, Alarm, JobRunRow } from './overview.ts';
import {
  selectDeadEvents,
  selectDoubleRetries,
  selectEventsHealth,
  selectFailedLastDay,
  selectJobRuns,
  selectReviewsHealth,
  selectUsageHealth,
  selectWaitingForPeople,
} from './overview-queries.ts';
import { requireStaff } from './require-staff.ts';

const SETTLED_SHOWN = 5;

/** Everything the admin page shows, in one trip. Staff only. */
export async function getAdminOverview(ctx: ServiceContext): Promise<AdminOverview> {
  requireStaff(ctx.actor);
  const [
    usageRows,
    eventsRows,
    deadEvents,
    jobRuns,
    cases,
    doubleRetries,
    reviews,
    waiting,
    failed,
    seal,
    meterErrors,
    refused,
    openAdjustments,
    settledAdjustments,
  ] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    selectUsageHealth(db),
    selectEventsHealth(db, ctx.now),
    selectDeadEvents(db),
    selectJobRuns(db),
    selectDunningCases(db),
    selectDoubleRetries(db),
    selectReviewsHealth(db),
    selectWaitingForPeople(db),
    selectFailedLastDay(db, ctx.now),
    db.execute(selectSealState()),
    selectMeterErrors(db),
    db.execute(selectRefusedHours()),
    db.execute(selectOpenAdjustments()),
    db.execute(selectSettledAdjustments(SETTLED_SHOWN)),
  ]);
  const [usage] = usageRows;
  const [events] = eventsRows;
  return {
    usage: {
      syncedAt: usage?.syncedAt ?? null,
      ageSeconds: usage?.syncedAt ? Math.floor((ctx.now.getTime() - usage.syncedAt.getTime()) / 1_000) : null,
      outbox: { pending: usage?.pending ?? 0, held: usage?.held ?? 0 },
      refused: toRefusedHours(refused.rows),
      quarantined: usage?.quarantined ?? 0,
      unbilledHours: usage?.unbilledHours ?? 0,
    },
    events: {
      due: events?.due ?? 0,
      waiting: events?.waiting ?? 0,
      dead: events?.dead ?? 0,
      oldestDueAt: events?.oldestDueAt ?? null,
      deadEvents,
    },
    jobRuns: jobRuns.map((run) => ({ ...run, status: run.status as JobRunRow['status'] })),
    dunningCases: cases.map(toDunningCaseRow),
    alarms: doubleRetries.flatMap(toAlarm),
    reviews: { parked: reviews[0]?.parked ?? 0, flagged: reviews[0]?.flagged ?? 0 },
    waiting: {
      cases: waiting[0]?.cases ?? 0,
      oldestCaseAt: waiting[0]?.oldestCaseAt ?? null,
      migrations: { queued: waiting[0]?.queued ?? 0, inProgress: waiting[0]?.inProgress ?? 0 },
    },
    jobs: { failing: failingJobs(jobRuns), failedLastDay: failed[0]?.failed ?? 0 },
    audit: toSealState(seal.rows[0]),
    meterErrors,
    openAdjustments: {
      ...toOpenAdjustments(openAdjustments.rows),
      settled: toOpenAdjustments(settledAdjustments.rows).rows,
    },
  };
}

function toAlarm(row: Awaited<ReturnType<typeof selectDoubleRetries>>[number]): Alarm[] {
  const { retryAt, ...invoice } = row;
  return retryAt === null ? [] : [{ kind: 'stripe_retries_our_invoice', ...invoice, retryAt }];
}

/** Newest run first; one that is under way says nothing yet. */
function failingJobs(runs: readonly { job: string; status: string }[]): string[] {
  const last = new Map<string, string>();
  for (const { job, status } of runs) {
    if (status !== 'running' && !last.has(job)) last.set(job, status);
  }
  return [...last].flatMap(([job, status]) => (status === 'failed' ? [job] : []));
}
