import type { SettlementState } from '../domain/adjustments/settlement-state.ts';

export interface SettlementWords {
  label: string;
  tone: 'success' | 'warning' | 'info' | 'neutral';
}

const WORDS: Readonly<Record<SettlementState, SettlementWords>> = {
  billed: { label: 'Invoiced later', tone: 'success' },
  credited: { label: 'Credited', tone: 'success' },
  awaits_invoice: { label: 'Not on an invoice yet', tone: 'info' },
  awaits_note: { label: 'Not credited yet', tone: 'info' },
  free: { label: 'No charge', tone: 'neutral' },
  undecided: { label: 'With our billing team', tone: 'warning' },
  by_hand: { label: 'Settled with you', tone: 'neutral' },
  waived: { label: 'Waived', tone: 'neutral' },
  void: { label: 'Made void', tone: 'neutral' },
};

/** Of units about which nothing is decided: what came late, or below zero what the invoice bills beyond what was used. */
export function unsettledWords(units: bigint): SettlementWords {
  return units < 0n
    ? { label: 'Billed too much, not settled yet', tone: 'warning' }
    : { label: 'Late, not settled yet', tone: 'info' };
}

/** Where late usage, a correction or a true-up stands: the same words on every page. */
export function settlementWords(state: SettlementState): SettlementWords {
  return WORDS[state];
}
