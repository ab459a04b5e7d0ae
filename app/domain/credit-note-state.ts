export const CREDIT_NOTE_STATES = ['issued', 'void'] as const;
export type CreditNoteState = (typeof CREDIT_NOTE_STATES)[number];

/** Whether a reading in state `to` may follow one in state `from`: what is void stays so. */
export function canCreditNoteMove(from: CreditNoteState, to: CreditNoteState): boolean {
  return from === 'issued' || to === 'void';
}
