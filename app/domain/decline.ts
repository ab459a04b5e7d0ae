/** Refusals after which the same card must not be charged again: networks fine those who do. */
const HARD_CODES: ReadonlySet<string> = new Set([
  'authentication_required',
  'card_not_supported',
  'currency_not_supported',
  'do_not_try_again',
  'expired_card',
  'fraudulent',
  'highest_risk_level',
  'incorrect_number',
  'invalid_account',
  'lost_card',
  'merchant_blacklist',
  'new_account_information_available',
  'pickup_card',
  'pin_try_exceeded',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'security_violation',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
]);

export interface Decline {
  declineCode: string | null;
  /** The issuer's advice; outweighs the code. */
  adviceCode: string | null;
}

/** Whether only another card, or its holder, can change the answer. */
export function isHardDecline({ declineCode, adviceCode }: Decline): boolean {
  if (adviceCode === 'try_again_later') return false;
  if (adviceCode === 'do_not_try_again' || adviceCode === 'confirm_card_data') return true;
  return declineCode !== null && HARD_CODES.has(declineCode);
}
