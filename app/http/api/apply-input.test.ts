import { expect, it } from 'vitest';
import { isBillingError } from '../../domain/errors.ts';
import { parseApplyInput } from './apply-input.ts';

const BODY = { plan_hash: 'a'.repeat(64), reason: 'Found by the drill.' };

it('takes the word in whatever case, with spaces around it', () => {
  const taken = { planHash: BODY.plan_hash, reason: BODY.reason };
  expect(parseApplyInput({ ...BODY, keyword: 'REPAIR' })).toEqual(taken);
  expect(parseApplyInput({ ...BODY, keyword: ' repair ' })).toEqual(taken);
});

it.each([undefined, 'mend'])('names the word when %s was typed', (keyword) => {
  try {
    parseApplyInput({ ...BODY, keyword });
    expect.unreachable();
  } catch (error) {
    if (!isBillingError(error)) throw error;
    expect(error.fields).toEqual([{ path: 'keyword', message: 'must be “REPAIR”' }]);
  }
});
