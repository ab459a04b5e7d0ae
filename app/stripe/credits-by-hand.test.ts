import { expect, test } from 'vitest';
import { linesOvertaken, notesByHand, unnamedOf } from './credits-by-hand.ts';
import type { CreditNoteReading } from './read-credit-notes.ts';

const OURS = '0b8f8e1c-5a31-4f0e-9d3c-2f4f1f6d1a01';

function note(changed: Partial<CreditNoteReading>, parts: [line: string | null, amount: bigint][]) {
  return {
    stripeCreditNoteId: 'cn_1',
    status: 'issued',
    adjustmentId: null,
    subtotalMinor: parts.reduce((sum, [, amount]) => sum + amount, 0n),
    lines: parts.map(([invoiceLineItemId, amountMinor]) => ({
      id: 'cnli_1',
      description: invoiceLineItemId === null ? 'In words' : `Line ${invoiceLineItemId}`,
      invoiceLineItemId,
      amountMinor,
    })),
    ...changed,
  } as CreditNoteReading;
}

test('by hand is what is issued and names no adjustment of ours', () => {
  const theirs = note({}, [['il_a', 100n]]);
  const foreign = note({ adjustmentId: '6b1f4a1e-3f0c-4a6e-9d51-8a2f7c0d9e11' }, [['il_a', 100n]]);
  const ours = note({ adjustmentId: OURS }, [['il_a', 100n]]);
  const undone = note({ status: 'void' }, [['il_a', 100n]]);
  expect(notesByHand([theirs, foreign, ours, undone], new Set([OURS]))).toEqual([theirs, foreign]);
});

test('of $5.00 in two notes $2.00 name a line: $3.00 name none', () => {
  const amount = note({ subtotalMinor: 200n }, []);
  expect(
    unnamedOf([
      amount,
      note({}, [
        ['il_a', 200n],
        [null, 100n],
      ]),
    ]),
  ).toBe(300n);
});

test('a line is overtaken when its notes give back more than was known of it, another line of the usage as well', () => {
  const notes = [note({}, [['il_a', 100n]]), note({}, [['il_a', 50n]]), note({}, [['il_b', 70n]])];
  const known = [
    { stripeLineItemId: 'il_a', byHandMinor: 150n },
    { stripeLineItemId: 'il_b', byHandMinor: 0n },
    { stripeLineItemId: 'il_c', byHandMinor: 10n },
  ];
  expect(linesOvertaken(notes, known)).toEqual([
    { description: 'Line il_b', knownMinor: 0n, givenMinor: 70n },
  ]);
});
