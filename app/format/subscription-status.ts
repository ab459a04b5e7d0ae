import type { StatusWords } from './invoice-status.ts';
import { ownEntry } from './own-entry.ts';

const WORDS: Readonly<Record<string, StatusWords>> = {
  active: { label: 'Active', tone: 'success' },
  trialing: { label: 'Trial', tone: 'info' },
  past_due: { label: 'Past due', tone: 'danger' },
  unpaid: { label: 'Unpaid', tone: 'danger' },
  incomplete: { label: 'Waiting for payment', tone: 'warning' },
  incomplete_expired: { label: 'Expired', tone: 'neutral' },
  paused: { label: 'Paused', tone: 'neutral' },
  canceled: { label: 'Cancelled', tone: 'neutral' },
};

/** Stripe's set of states is open: one we do not know is shown as it is called. */
export function subscriptionStatusWords(status: string): StatusWords {
  return ownEntry(WORDS, status) ?? { label: status.replaceAll('_', ' '), tone: 'neutral' };
}
