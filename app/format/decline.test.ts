import { expect, it } from 'vitest';
import { declineReason } from './decline.ts';

it('says in plain words why a card was refused', () => {
  expect(declineReason('insufficient_funds')).toBe('There was not enough money on the card');
  expect(declineReason('expired_card')).toBe('The card has expired');
});

it.each(['stolen_card', 'lost_card', 'fraudulent', 'no_such_code', null])(
  'tells nothing more of %s',
  (code) => {
    expect(declineReason(code)).toBe('The bank declined the payment and gave no reason');
  },
);
