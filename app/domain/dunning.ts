import { type Decline, isHardDecline } from './decline.ts';
import type { InvoiceState } from './invoice-state.ts';
import { isSubscriptionEnded } from './subscription-state.ts';

const DAY_MS = 86_400_000;

/** Days after the first failed charge (day 0) on which we try again. */
export const LADDER_DAYS = [3, 7] as const;

export const DUNNING_STATES = ['open', 'recovered', 'stopped', 'exhausted'] as const;
export type DunningState = (typeof DUNNING_STATES)[number];

/** When the next try is due, counted from day 0 and not from the last try; null when the ladder has ended. */
export function nextAttemptAt(openedAt: Date, attemptsMade: number): Date | null {
  const days = LADDER_DAYS[attemptsMade];
  return days === undefined ? null : new Date(openedAt.getTime() + days * DAY_MS);
}

/** One key per invoice and attempt: a try that is repeated after a crash is the same try to Stripe. */
export function attemptKey(stripeInvoiceId: string, attemptNumber: number): string {
  return `dunning_${stripeInvoiceId}_${attemptNumber}`;
}

export interface CollectionState {
  status: InvoiceState;
  chargedAutomatically: boolean;
  attempted: boolean;
  amountRemainingMinor: bigint;
  paymentInFlight: boolean;
}

/** Stripe has tried to charge this invoice and was refused, or found nothing to charge. */
export function hasCollectionFailed(invoice: CollectionState): boolean {
  return (
    invoice.status === 'open' &&
    invoice.chargedAutomatically &&
    invoice.attempted &&
    invoice.amountRemainingMinor > 0n &&
    !invoice.paymentInFlight
  );
}

/** How a case ends because of what became of its invoice, whoever did it; null while the debt stands. */
export function caseEnding(
  caseState: DunningState,
  invoice: InvoiceState,
): { status: 'recovered' | 'stopped'; reason: InvoiceState } | null {
  if (caseState !== 'open' && caseState !== 'exhausted') return null;
  if (invoice === 'paid') return { status: 'recovered', reason: invoice };
  if (invoice === 'void' || invoice === 'uncollectible') return { status: 'stopped', reason: invoice };
  return null;
}

/** What must be known, fresh from Stripe, before a card is charged again. */
export interface DebtState {
  status: InvoiceState;
  /** Null for an invoice without a subscription. */
  subscriptionStatus: string | null;
  customerDeleted: boolean;
  paymentInFlight: boolean;
  /** When Stripe itself means to charge next. */
  nextPaymentAttemptAt: Date | null;
  /** What would be charged. */
  paymentMethodId: string | null;
  lastFailure: (Decline & { paymentMethodId: string | null }) | null;
}

export type DunningVerdict =
  | { kind: 'end'; status: 'recovered' | 'stopped'; reason: string }
  /** Stripe retries too: whoever charges second charges twice. Nobody of ours does until that is switched off. */
  | { kind: 'alarm'; retryAt: Date }
  /** A payment is with the bank. */
  | { kind: 'wait' }
  /** This step passes without a charge. */
  | { kind: 'skip'; reason: 'hard_decline' | 'no_payment_method'; decline: Decline | null }
  | { kind: 'charge' };

/** Whether this debt may be charged now. Nothing is charged on the strength of what we remember. */
export function judgeDebt(debt: DebtState): DunningVerdict {
  const ending = caseEnding('open', debt.status);
  if (ending !== null) return { kind: 'end', ...ending };
  if (debt.customerDeleted) return { kind: 'end', status: 'stopped', reason: 'customer_deleted' };
  if (debt.subscriptionStatus !== null && isSubscriptionEnded(debt.subscriptionStatus)) {
    return { kind: 'end', status: 'stopped', reason: 'subscription_canceled' };
  }
  if (debt.nextPaymentAttemptAt !== null) return { kind: 'alarm', retryAt: debt.nextPaymentAttemptAt };
  if (debt.paymentInFlight || debt.status !== 'open') return { kind: 'wait' };
  const { lastFailure, paymentMethodId } = debt;
  if (paymentMethodId === null) return { kind: 'skip', reason: 'no_payment_method', decline: null };
  if (lastFailure?.paymentMethodId === paymentMethodId && isHardDecline(lastFailure)) {
    return { kind: 'skip', reason: 'hard_decline', decline: lastFailure };
  }
  return { kind: 'charge' };
}
