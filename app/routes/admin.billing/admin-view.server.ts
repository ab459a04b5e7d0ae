import { isMetric } from '../../domain/metric.ts';
import { money } from '../../domain/money.ts';
import { formatAge, formatDate, formatDateTime, formatPeriod } from '../../format/dates.ts';
import { declineReason } from '../../format/decline.ts';
import { formatDuration } from '../../format/duration.ts';
import { JOB_RUN_STATUS } from '../../format/job-status.ts';
import { formatCount, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { componentWords, leftWords, SETTLED_AS_WORDS, undecidedWords } from '../../pages/late-usage-words.ts';
import type { OpenAdjustment } from '../../services/adjustments/open-adjustment.ts';
import type { AdminOverview, DeadEventRow, JobRunRow } from '../../services/admin/overview.ts';
import type { DunningCaseRow } from '../../services/dunning/dunning-case-row.ts';
import type {
  AdminView,
  CaseView,
  DeadEventView,
  JobRunView,
  OpenAdjustmentView,
  SettledAdjustmentView,
} from './admin-view.ts';
import { toTiles } from './tiles.server.ts';

export interface Reader {
  locale: string;
  now: Date;
}

export function toAdminView(overview: AdminOverview, reader: Reader): AdminView {
  const { locale } = reader;
  return {
    alarms: overview.alarms.map((alarm) => ({
      key: alarm.invoiceId,
      text: `Stripe means to charge invoice ${alarm.invoiceNumber ?? alarm.stripeInvoiceId} of ${alarm.customerName} on ${formatDateTime(alarm.retryAt, locale)}, which our ladder collects too. Switch Stripe's retries off.`,
    })),
    tiles: toTiles(overview, reader),
    cases: overview.dunningCases.map((row) => toCase(row, locale)),
    deadEvents: overview.events.deadEvents.map((row) => toDeadEvent(row, reader)),
    jobRuns: lastRuns(overview.jobRuns).map((row) => toJobRun(row, reader)),
    refusedHours: overview.usage.refused.groups.map((row) => ({
      id: `${row.customerId} ${row.metric} ${row.error}`,
      customerId: row.customerId,
      customer: row.customerName,
      metric: isMetric(row.metric) ? METRIC_WORDS[row.metric].label : row.metric,
      error: row.error ?? 'No reason given',
      hours: formatCount(row.hours, locale),
      since: formatDateTime(row.firstHour, locale),
    })),
    openAdjustments: {
      all: overview.openAdjustments.all,
      rows: overview.openAdjustments.rows.map((row) => toOpenAdjustment(row, reader)),
      settled: overview.openAdjustments.settled.flatMap((row) => toSettledAdjustment(row, reader)),
    },
    meterErrors: overview.meterErrors.map((row) => ({
      id: row.stripeEventId,
      summary: row.summary,
      metric: row.metric ?? '–',
      errors: formatCount(row.errorCount, locale),
      when: formatAge(row.receivedAt, reader.now),
    })),
  };
}

function toOpenAdjustment(row: OpenAdjustment, { locale, now }: Reader): OpenAdjustmentView {
  return {
    id: row.id,
    customerId: row.customerId,
    customer: row.customerName,
    what: componentWords(row),
    period: formatPeriod(row.period, locale),
    why: undecidedWords(row),
    amount: leftWords(row, locale),
    since: formatAge(row.decidedAt, now),
  };
}

function toSettledAdjustment(row: OpenAdjustment, { locale, now }: Reader): SettledAdjustmentView[] {
  if (row.settled === null) return [];
  return [
    {
      id: row.id,
      customer: row.customerName,
      about: `${componentWords(row)}, ${formatPeriod(row.period, locale)}`,
      what: SETTLED_AS_WORDS[row.settled.as],
      by: row.settled.by,
      reason: row.settled.reason,
      amount: leftWords(row, locale),
      when: formatAge(row.settled.at, now),
    },
  ];
}

/** One a job: the jobs' own page has the rest. */
function lastRuns(runs: readonly JobRunRow[]): readonly JobRunRow[] {
  return runs.filter(({ id, job }) => runs.find((run) => run.job === job)?.id === id);
}

function toCase(row: DunningCaseRow, locale: string): CaseView {
  return {
    id: row.id,
    customerId: row.customerId,
    customerName: row.customerName,
    invoiceId: row.invoiceId,
    invoiceNumber: row.invoiceNumber ?? 'Without number',
    amount: formatMoney(money(row.amountRemainingMinor, row.currency), locale),
    attempts: formatCount(row.attemptsMade, locale),
    reason: row.lastDeclineCode === null ? 'First payment failed' : declineReason(row.lastDeclineCode),
    next: row.nextAttemptAt === null ? '–' : formatDate(row.nextAttemptAt, locale),
    status:
      row.status === 'open' ? { label: 'Retrying', tone: 'warning' } : { label: 'Past due', tone: 'danger' },
  };
}

function toDeadEvent(row: DeadEventRow, { now, locale }: Reader): DeadEventView {
  return {
    id: row.id,
    path: row.key.startsWith('evt_') ? `/admin/billing/events/${row.key}` : null,
    type: row.type,
    subject: row.subject,
    error: row.lastError ?? 'No message',
    when: formatAge(row.createdAt, now),
    attempts: formatCount(row.attempts, locale),
  };
}

function toJobRun(row: JobRunRow, { locale }: Reader): JobRunView {
  return {
    id: row.id,
    job: row.job,
    status: JOB_RUN_STATUS[row.status],
    scheduled: formatDateTime(row.scheduledFor, locale),
    duration:
      row.finishedAt === null ? '–' : formatDuration(row.finishedAt.getTime() - row.startedAt.getTime()),
    error: row.error,
  };
}
