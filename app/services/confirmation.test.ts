import { expect, it } from 'vitest';
import { isBillingError } from '../domain/errors.ts';
import { requireConfirmed } from './confirmation.ts';

const WORD = 'must be “dunning”';
const SHORT = 'must have at least 3 characters';

function outcomeOf(confirmation: { keyword: unknown; reason: unknown }): unknown {
  try {
    return requireConfirmed(confirmation, 'dunning');
  } catch (error) {
    if (!isBillingError(error)) throw error;
    return error.fields.map(({ path, message }) => `${path} ${message}`);
  }
}

it.each([
  [{ keyword: 'dunning', reason: '  The card was replaced. ' }, 'The card was replaced.'],
  [{ keyword: ' Dunning ', reason: 'why' }, 'why'],
  [{ keyword: 'dunnin', reason: 'The card was replaced.' }, [`keyword ${WORD}`]],
  [{ keyword: 'dunning', reason: ' no ' }, [`reason ${SHORT}`]],
  [{ keyword: 'dunning', reason: 'x'.repeat(1_001) }, ['reason may have at most 1000 characters']],
  [{ keyword: null, reason: undefined }, [`keyword ${WORD}`, `reason ${SHORT}`]],
])('%o comes to %o', (confirmation, outcome) => {
  expect(outcomeOf(confirmation)).toEqual(outcome);
});
