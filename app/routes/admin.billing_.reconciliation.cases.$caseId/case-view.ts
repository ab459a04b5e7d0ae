import type { Tone } from '../../components/ui/chip.tsx';

export interface CreditLineView {
  label: string;
  value: string;
}

/**
 * What giving the credit comes to, or why none can be given. `unread`: it was seen before and cannot be read again now,
 * so that only the plan's hash is known.
 */
export type CreditPlanView =
  | { kind: 'credit'; hash: string; lines: readonly CreditLineView[]; amount: string; isPartial: boolean }
  | { kind: 'refused'; message: string }
  | { kind: 'unread'; hash: string };

export interface GivenView {
  id: string;
  amount: string;
  status: { label: string; tone: Tone };
  description: string;
  invoice: { path: string; label: string } | null;
  note: string;
  error: string | null;
  /** Where a person settles what is left of it; null when nothing is. */
  settlePath: string | null;
}

export interface CasePageView {
  id: string;
  runId: string;
  customer: string;
  usagePath: string | null;
  customerPath: string | null;
  status: { label: string; tone: Tone };
  what: string;
  why: string;
  /** What differs, and what it came to when it was found. */
  facts: readonly CreditLineView[];
  /** When and why, and what was decided. */
  story: readonly CreditLineView[];
  given: readonly GivenView[];
  isProposal: boolean;
  mayDecide: boolean;
}
