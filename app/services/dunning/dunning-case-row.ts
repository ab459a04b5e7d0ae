import type { Currency } from '../../domain/money.ts';

/** A case as finance reads it in a list. */
export interface DunningCaseRow {
  id: string;
  status: 'open' | 'recovered' | 'stopped' | 'exhausted';
  customerId: string;
  customerName: string;
  invoiceId: string;
  /** Null only for an invoice that Stripe has not numbered. */
  invoiceNumber: string | null;
  currency: Currency;
  /** What is still owed. */
  amountRemainingMinor: bigint;
  openedAt: Date;
  attemptsMade: number;
  /** Null once the ladder has ended. */
  nextAttemptAt: Date | null;
  closedReason: string | null;
  lastDeclineCode: string | null;
  /** Set when Stripe means to charge this invoice too, which must never be. */
  stripeRetryAt: Date | null;
}
