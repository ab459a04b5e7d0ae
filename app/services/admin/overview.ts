import type { Currency } from '../../domain/money.ts';
import type { DunningCaseRow } from '../dunning/dunning-case-row.ts';
import type { MeterErrorRow } from '../meter-errors/list-meter-errors.ts';

/** How the module fares, as the admin page shows it. */
export interface AdminOverview {
  usage: UsageHealth;
  events: EventsHealth;
  /** Newest first. */
  jobRuns: readonly JobRunRow[];
  dunningCases: readonly DunningCaseRow[];
  /** Things that must not be; empty when all is well. */
  alarms: readonly Alarm[];
  customers: readonly CustomerRow[];
  /** Newest first. */
  meterErrors: readonly MeterErrorRow[];
}

export interface UsageHealth {
  /** End of the last finished sync; null before the first. */
  syncedAt: Date | null;
  ageSeconds: number | null;
  /** Meter events by where they stand on their way to Stripe. */
  outbox: { pending: number; held: number; failed: number };
  /** Replica rows that could not be taken and wait for a good one. */
  quarantined: number;
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

export interface CustomerRow {
  id: string;
  name: string;
  email: string;
  currency: Currency;
  country: string;
  /** Null for a customer without a subscription. */
  plan: { id: string; name: string } | null;
  subscriptionStatus: string | null;
  currentPeriodEnd: Date | null;
  /** Open invoices, in the customer's currency. */
  openAmountMinor: bigint;
  createdAt: Date;
}
