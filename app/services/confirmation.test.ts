import { expect, it } from 'vitest';
import { requireConfirmed } from './confirmation.ts';

function fieldsOf(confirmation: { keyword: unknown; reason: unknown }): unknown {
  try {
    return requireConfirmed(confirmation, 'dunning');
  } catch (error) {
    return (error as { fields: { path: string }[] }).fields.map(({ path }) => path);
  }
}

it.each([
  [{ keyword: 'dunning', reason: '  The card was replaced. ' }, 'The card was replaced.'],
  [{ keyword: ' Dunning ', reason: 'why' }, 'why'],
  [{ keyword: 'dunnin', reason: 'The card was replaced.' }, ['keyword']],
  [{ keyword: 'dunning', reason: '   ' }, ['reason']],
  [{ keyword: 'dunning', reason: 'x'.repeat(1_001) }, ['reason']],
  [{ keyword: null, reason: undefined }, ['keyword', 'reason']],
])('%o comes to %o', (confirmation, outcome) => {
  expect(fieldsOf(confirmation)).toEqual(outcome);
});
