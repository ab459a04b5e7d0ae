import type { Currency, Money } from '../../domain/money.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import type { CurrentUsage } from '../usage/current/current-usage.ts';

/** All that the back office knows of one customer, the newest first in each list. */
export interface CustomerStory {
  customer: StoryCustomer;
  /** Of the current period; null when no subscription runs. */
  usage: CurrentUsage | null;
  /** Of the same period; null as long as nothing was compared in it. */
  ratingCheck: StoryRatingCheck | null;
  subscriptions: readonly StorySubscription[];
  invoices: readonly StoryInvoice[];
  payments: readonly StoryPayment[];
  dunning: readonly StoryDunningCase[];
  notices: readonly StoryNotice[];
  budgets: readonly StoryBudget[];
  alerts: readonly StoryAlert[];
  events: readonly StoryEvent[];
  audit: readonly AuditEntry[];
}

export interface StoryCustomer {
  id: string;
  name: string;
  email: string;
  stripeCustomerId: string | null;
  currency: Currency;
  locale: string;
  country: string;
  taxId: string | null;
  paymentMethodLabel: string | null;
  createdAt: Date;
  deletedAt: Date | null;
}

/** Our rating of the running period beside Stripe's preview of it, the last time they were compared. */
export interface StoryRatingCheck {
  status: 'matched' | 'mismatched' | 'skipped';
  /** Why nothing was compared. */
  reason: string | null;
  /** Flat fee and usage, before tax, late items and prorations. */
  ours: Money;
  stripe: Money;
  checkedAt: Date;
}

export interface StorySubscription {
  id: string;
  stripeSubscriptionId: string;
  planName: string;
  planVersion: number;
  status: string;
  /** When it began to count. */
  startedAt: Date;
  currentPeriodEnd: Date;
  /** Where it ends, if it is to; null while it renews. */
  endsAt: Date | null;
  endedAt: Date | null;
}

export interface StoryInvoice {
  id: string;
  number: string | null;
  status: string;
  total: Money;
  remaining: Money;
  createdAt: Date;
  /** Held or flagged by our own review; null when nothing speaks against it. */
  review: string | null;
}

export interface StoryPayment {
  id: string;
  invoiceId: string | null;
  invoiceNumber: string | null;
  status: string;
  amount: Money;
  refunded: Money;
  declineCode: string | null;
  methodLabel: string | null;
  createdAt: Date;
}

export interface StoryDunningCase {
  id: string;
  invoiceId: string;
  invoiceNumber: string | null;
  status: string;
  attemptsMade: number;
  openedAt: Date;
  nextAttemptAt: Date | null;
  closedAt: Date | null;
  closedReason: string | null;
}

export interface StoryNotice {
  id: string;
  channel: string;
  kind: string;
  payload: unknown;
  status: string;
  createdAt: Date;
}

/** A limit of money that the customer set itself. */
export interface StoryBudget {
  id: string;
  name: string;
  amount: Money;
  /** In percent. */
  steps: readonly number[];
  createdAt: Date;
  deletedAt: Date | null;
}

export interface StoryAlert {
  id: string;
  /** Null for a budget. */
  metric: string | null;
  /** Null for what the plan includes. As they were when the step was crossed, but for the name. */
  budget: { name: string; basis: string; amount: Money; spent: Money } | null;
  thresholdPercent: number;
  crossedAt: Date;
  recoveredAt: Date | null;
}

export interface StoryEvent {
  id: string;
  type: string;
  stripeEventId: string;
  objectId: string | null;
  receivedAt: Date;
  /** Of the work that it caused; null when none was queued. */
  status: string | null;
  /** What that work came to, once it is done. */
  outcome: string | null;
}
