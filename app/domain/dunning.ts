import type { InvoiceState } from './invoice-state.ts';

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
