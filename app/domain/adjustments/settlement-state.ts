/**
 * Where something stands that came after its period's invoice. `billed` and `credited`: on an issued document.
 * `awaits_invoice`, `awaits_note`: decided, and no issued document carries it yet. `free`: it comes to nothing.
 * `undecided`: a person has to decide. `by_hand`: a person has settled it outside. `waived`: a
 * person let it be. `void`: the document that carried it was made
 * void.
 */
export const SETTLEMENT_STATES = [
  'billed',
  'credited',
  'awaits_invoice',
  'awaits_note',
  'free',
  'undecided',
  'by_hand',
  'waived',
  'void',
] as const;
export type SettlementState = (typeof SETTLEMENT_STATES)[number];

export function isOnDocument(state: SettlementState): boolean {
  return state === 'billed' || state === 'credited';
}

/** Decided, so that it will be on a document. */
export function isAwaited(state: SettlementState): boolean {
  return state === 'awaits_invoice' || state === 'awaits_note';
}
