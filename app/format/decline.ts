import { ownEntry } from './own-entry.ts';

const CARD_REFUSED = 'The bank declined the payment and gave no reason';

const REASONS: Readonly<Record<string, string>> = {
  authentication_required: 'The bank wants the cardholder to confirm the payment',
  card_not_supported: 'The card does not allow this kind of payment',
  card_velocity_exceeded: 'The card has reached its limit',
  currency_not_supported: 'The card does not support this currency',
  do_not_honor: CARD_REFUSED,
  expired_card: 'The card has expired',
  fraudulent: CARD_REFUSED,
  generic_decline: CARD_REFUSED,
  incorrect_cvc: 'The security code of the card is wrong',
  incorrect_number: 'The card number is wrong',
  insufficient_funds: 'There was not enough money on the card',
  invalid_account: 'The card or its account no longer exists',
  issuer_not_available: 'The bank could not be reached',
  lost_card: CARD_REFUSED,
  new_account_information_available: 'The card or its account no longer exists',
  pickup_card: CARD_REFUSED,
  processing_error: 'The payment could not be processed',
  restricted_card: CARD_REFUSED,
  stolen_card: CARD_REFUSED,
  transaction_not_allowed: 'The card does not allow this kind of payment',
  try_again_later: 'The bank asked to try again later',
  withdrawal_count_limit_exceeded: 'The card has reached its limit',
};

/**
 * Why a payment failed, in words without a full stop. A bank's suspicion (stolen, lost, fraud) is never told, as
 * Stripe advises; an unknown code reads as a plain refusal.
 */
export function declineReason(declineCode: string | null): string {
  return ownEntry(REASONS, declineCode ?? '') ?? CARD_REFUSED;
}
