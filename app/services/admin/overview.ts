import type { OpenAdjustment } from '../adjustments/open-adjustment.ts';
import type { SealState } from '../audit/chain/select-seal-state.ts';
import type { DunningCaseRow } from '../dunning/dunning-case-row.ts';
import type { MeterErrorRow } from '../meter-errors/list-meter-errors.ts';
import type { RefusedHours } from '../usage/report/select-refused-hours.ts';

/** How the module fares, as the admin page shows it. */
export interface AdminOverview {
  usage: UsageHealth;
  events: EventsHealth;
  /** Newest first. */
  jobRuns: readonly JobRunRow[];
  dunningCases: readonly DunningCaseRow[];
  /** Things that must not be; empty when all is well. */
  alarms: readonly Alarm[];
  /** Newest first. */
  meterErrors: readonly MeterErrorRow[];
  reviews: ReviewsHealth;
  waiting: WaitingForPeople;
  jobs: JobsHealth;
  audit: SealState;
  /** Late usage, corrections and true-ups that a person has to decide, the first of them in full; and what was settled last. */
  openAdjustments: { all: number; rows: readonly OpenAdjustment[]; settled: readonly OpenAdjustment[] };
}

export interface ReviewsHealth {
  /** Held before Stripe issues them. */
  parked: number;
  /** Issued before we could look. */
  flagged: number;
}

/** What nothing goes on with before a person does. */
export interface WaitingForPeople {
  /** Differences of reconciliation that a person decides, and since when the oldest of them waits. */
  cases: number;
  oldestCaseAt: Date | null;
  migrations: { queued: number; inProgress: number };
}

export interface JobsHealth {
  /** Jobs whose last run failed. */
  failing: readonly string[];
  failedLastDay: number;
}

export interface UsageHealth {
  /** End of the last finished sync; null before the first. */
  syncedAt: Date | null;
  ageSeconds: number | null;
  /** Meter events by where they stand on their way to Stripe. */
  outbox: { pending: number; held: number };
  /** Hours that Stripe refused for good and nothing has mended yet; the first of them by customer, metric and reason. */
  refused: { all: number; groups: readonly RefusedHours[] };
  /** Replica rows that could not be taken and wait for a good one. */
  quarantined: number;
  /** Hours whose billable units are not, or not wholly, with Stripe and not on their way: usage nobody bills yet. */
  unbilledHours: number;
}

export interface EventsHealth {
  /** Could be worked on now. */
  due: number;
  /** Failed before and wait for their next try, or are being worked on. */
  waiting: number;
  dead: number;
  oldestDueAt: Date | null;
  /** The dead ones, newest first. */
  deadEvents: readonly DeadEventRow[];
}

export interface DeadEventRow {
  id: string;
  /** Of a webhook's event, Stripe's id. */
  key: string;
  type: string;
  subject: string;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface JobRunRow {
  id: string;
  job: string;
  status: 'running' | 'succeeded' | 'failed';
  scheduledFor: Date;
  startedAt: Date;
  finishedAt: Date | null;
  error: string | null;
}

/** Stripe plans a retry of an invoice whose retries are ours: two engines would charge one card. */
export interface Alarm {
  kind: 'stripe_retries_our_invoice';
  invoiceId: string;
  invoiceNumber: string | null;
  stripeInvoiceId: string;
  customerName: string;
  retryAt: Date;
}
