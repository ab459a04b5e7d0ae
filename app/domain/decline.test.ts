import { describe, expect, it } from 'vitest';
import { isHardDecline } from './decline.ts';

describe('isHardDecline', () => {
  it.each([
    'lost_card',
    'stolen_card',
    'pickup_card',
    'incorrect_number',
    'authentication_required',
    'expired_card',
  ])('holds %s for final', (declineCode) => {
    expect(isHardDecline({ declineCode, adviceCode: null })).toBe(true);
  });

  it.each([
    'insufficient_funds',
    'generic_decline',
    'do_not_honor',
    'processing_error',
    'never_heard_of',
    null,
  ])('holds %s for worth another try', (declineCode) => {
    expect(isHardDecline({ declineCode, adviceCode: null })).toBe(false);
  });

  it('follows the advice where it contradicts the code', () => {
    expect(isHardDecline({ declineCode: 'generic_decline', adviceCode: 'do_not_try_again' })).toBe(true);
    expect(isHardDecline({ declineCode: 'generic_decline', adviceCode: 'confirm_card_data' })).toBe(true);
    expect(isHardDecline({ declineCode: 'expired_card', adviceCode: 'try_again_later' })).toBe(false);
  });
});
