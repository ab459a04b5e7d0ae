import type { KnownCredit } from '../domain/adjustments/known-credit.ts';
import type { CreditNoteReading } from './read-credit-notes.ts';

/** A line of which people have given back more than was known when a credit was decided. */
export interface LineOvertaken {
  description: string;
  knownMinor: bigint;
  givenMinor: bigint;
}

/** Which of an invoice's notes give back what no adjustment of ours decided: `isForeignNoteSql` at Stripe. */
export function notesByHand(
  notes: readonly CreditNoteReading[],
  ourAdjustmentIds: ReadonlySet<string>,
): CreditNoteReading[] {
  return notes.filter(
    ({ status, adjustmentId }) =>
      status === 'issued' && (adjustmentId === null || !ourAdjustmentIds.has(adjustmentId)),
  );
}

/** What the notes give back without naming a line, before tax. */
export function unnamedOf(notes: readonly CreditNoteReading[]): bigint {
  return notes.reduce((sum, { subtotalMinor, lines }) => {
    const named = lines
      .filter(({ invoiceLineItemId }) => invoiceLineItemId !== null)
      .reduce((total, { amountMinor }) => total + amountMinor, 0n);
    return subtotalMinor > named ? sum + subtotalMinor - named : sum;
  }, 0n);
}

/** The lines that billed the usage and of which the notes give back more by now than was known. */
export function linesOvertaken(
  notes: readonly CreditNoteReading[],
  known: readonly Pick<KnownCredit, 'stripeLineItemId' | 'byHandMinor'>[],
): LineOvertaken[] {
  return known.flatMap(({ stripeLineItemId, byHandMinor: knownMinor }) => {
    const parts = notes
      .flatMap(({ lines }) => lines)
      .filter(({ invoiceLineItemId }) => invoiceLineItemId === stripeLineItemId);
    const givenMinor = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const description = parts[0]?.description || stripeLineItemId;
    return givenMinor > knownMinor ? [{ description, knownMinor, givenMinor }] : [];
  });
}
