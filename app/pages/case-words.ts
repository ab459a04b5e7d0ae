import type { Tone } from '../components/ui/chip.tsx';
import { reasonWords } from '../format/difference.ts';
import type { ReconciliationCase } from '../services/reconciliation/cases/case-row.ts';

export function caseTypeWords(type: ReconciliationCase['type']): string {
  return type === 'propose_credit' ? 'Proposed credit' : 'For a person';
}

/** Why it lies before a person. */
export function caseReasonWords({ type, reason }: Pick<ReconciliationCase, 'type' | 'reason'>): string {
  return reasonWords(type === 'propose_credit' ? 'stripe_bills_more' : reason);
}

const OUTCOMES = {
  credit_given: { label: 'Credit given', tone: 'success' },
  declined: { label: 'Declined', tone: 'neutral' },
  written_down: { label: 'Decided', tone: 'neutral' },
} as const satisfies Record<NonNullable<ReconciliationCase['outcome']>, { label: string; tone: Tone }>;

/** Where a case stands; a decision outlives its difference. */
export function outcomeWords({
  status,
  outcome,
  followed_by: followedBy,
}: Pick<ReconciliationCase, 'status' | 'outcome' | 'followed_by'>): { label: string; tone: Tone } {
  if (outcome !== null) return OUTCOMES[outcome];
  if (status !== 'gone') return { label: 'Open', tone: 'warning' };
  return followedBy === null
    ? { label: 'Gone by itself', tone: 'neutral' }
    : { label: 'Followed by a newer case', tone: 'neutral' };
}

const CREDIT_STATUS_WORDS = {
  planned: { label: 'Being made', tone: 'info' },
  issued: { label: 'Made', tone: 'success' },
  recorded: { label: 'Nothing more to give', tone: 'neutral' },
  unbillable: { label: 'Needs a person', tone: 'warning' },
  failed: { label: 'Not made', tone: 'danger' },
} as const satisfies Record<ReconciliationCase['credits'][number]['status'], { label: string; tone: Tone }>;

export function creditStatusWords(status: ReconciliationCase['credits'][number]['status']) {
  return CREDIT_STATUS_WORDS[status];
}
