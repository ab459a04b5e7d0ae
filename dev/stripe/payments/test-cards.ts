/** How a charge or an attachment is refused, in the words of the card networks and Stripe. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  readonly adviceCode: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later' | null;
  readonly networkDeclineCode: string | null;
  /** Radar stops a charge before it reaches the network. */
  readonly blocked?: boolean;
}

export interface TestCard {
  readonly number: string;
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'jcb' | 'diners' | 'unionpay';
  readonly country: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly attachDecline?: Decline;
  readonly chargeDecline?: Decline;
  /** `always`: each payment must be authenticated; `unless_set_up`: only one whose card was not set up before. */
  readonly authentication?: 'always' | 'unless_set_up';
  readonly refund?: 'pending' | 'fails';
  /** What of the data that came with the card its bank finds wrong. */
  readonly failedChecks?: readonly ('cvc_check' | 'address_line1_check' | 'address_postal_code_check')[];
  readonly isRisky?: boolean;
  /** What it pays is at the merchant's disposal at once. */
  readonly settlesAtOnce?: boolean;
}

const DECLINED = 'Your card was declined.';

function decline(
  declineCode: string,
  networkDeclineCode: string | null,
  adviceCode: Decline['adviceCode'] = 'try_again_later',
  message = DECLINED,
  code = 'card_declined',
): Decline {
  return { code, declineCode, message, adviceCode, networkDeclineCode };
}

export const DECLINES = {
  generic: decline('generic_decline', '01'),
  insufficientFunds: decline(
    'insufficient_funds',
    '51',
    'try_again_later',
    'Your card has insufficient funds.',
  ),
  lostCard: decline('lost_card', '41', 'do_not_try_again'),
  stolenCard: decline('stolen_card', '43', 'do_not_try_again'),
  expiredCard: decline('expired_card', '54', 'do_not_try_again', 'Your card has expired.', 'expired_card'),
  incorrectCvc: decline(
    'incorrect_cvc',
    'N7',
    'confirm_card_data',
    "Your card's security code is incorrect.",
    'incorrect_cvc',
  ),
  processingError: decline(
    'processing_error',
    '96',
    'try_again_later',
    'An error occurred while processing your card. Try again in a little bit.',
    'processing_error',
  ),
  velocity: decline(
    'card_velocity_exceeded',
    '65',
    'try_again_later',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  ),
  fraudulent: { ...decline('fraudulent', null, 'do_not_try_again'), blocked: true },
} satisfies Record<string, Decline>;

/** The end of a payment that its customer would have had to authenticate. */
export function unauthenticated(
  declineCode: 'authentication_required' | 'authentication_not_handled',
): Decline {
  const message = `${DECLINED} This transaction requires authentication.`;
  return decline(declineCode, null, null, message, 'authentication_required');
}

function visa(number: string, behaviour: Partial<TestCard> = {}): TestCard {
  return { number, brand: 'visa', country: 'US', funding: 'credit', ...behaviour };
}

function refused(number: string, reason: Decline): TestCard {
  return visa(number, { attachDecline: reason, chargeDecline: reason });
}

/** By the name that follows `pm_card_` and `tok_`. */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  visa: visa('4242424242424242'),
  visa_debit: visa('4000056655665556', { funding: 'debit' }),
  mastercard: { number: '5555555555554444', brand: 'mastercard', country: 'US', funding: 'credit' },
  mastercard_debit: { number: '5200828282828210', brand: 'mastercard', country: 'US', funding: 'debit' },
  mastercard_prepaid: { number: '5105105105105100', brand: 'mastercard', country: 'US', funding: 'prepaid' },
  amex: { number: '378282246310005', brand: 'amex', country: 'US', funding: 'credit' },
  discover: { number: '6011111111111117', brand: 'discover', country: 'US', funding: 'credit' },
  diners: { number: '3056930009020004', brand: 'diners', country: 'US', funding: 'credit' },
  jcb: { number: '3566002020360505', brand: 'jcb', country: 'JP', funding: 'credit' },
  unionpay: { number: '6200000000000005', brand: 'unionpay', country: 'CN', funding: 'credit' },
  us: visa('4242424242424242'),
  de: visa('4000002760000016', { country: 'DE' }),
  gb: visa('4000008260000000', { country: 'GB' }),
  fr: visa('4000002500000003', { country: 'FR' }),
  jp: visa('4000003920000003', { country: 'JP' }),
  mx: visa('4000004840008001', { country: 'MX' }),
  br: visa('4000000760000002', { country: 'BR' }),
  in: visa('4000003560000008', { country: 'IN' }),
  chargeDeclined: refused('4000000000000002', DECLINES.generic),
  visa_chargeDeclined: refused('4000000000000002', DECLINES.generic),
  visa_chargeDeclinedInsufficientFunds: refused('4000000000009995', DECLINES.insufficientFunds),
  chargeDeclinedInsufficientFunds: refused('4000000000009995', DECLINES.insufficientFunds),
  visa_chargeDeclinedLostCard: refused('4000000000009987', DECLINES.lostCard),
  visa_chargeDeclinedStolenCard: refused('4000000000009979', DECLINES.stolenCard),
  chargeDeclinedExpiredCard: refused('4000000000000069', DECLINES.expiredCard),
  chargeDeclinedIncorrectCvc: refused('4000000000000127', DECLINES.incorrectCvc),
  chargeDeclinedProcessingError: refused('4000000000000119', DECLINES.processingError),
  visa_chargeDeclinedVelocityLimitExceeded: refused('4000000000006975', DECLINES.velocity),
  visa_chargeDeclinedFraudulent: refused('4100000000000019', DECLINES.fraudulent),
  chargeDeclinedFraudulent: refused('4100000000000019', DECLINES.fraudulent),
  riskLevelHighest: visa('4000000000004954', { chargeDecline: DECLINES.fraudulent }),
  radarBlock: visa('4100000000000019', { chargeDecline: DECLINES.fraudulent }),
  chargeCustomerFail: visa('4000000000000341', { chargeDecline: DECLINES.generic }),
  visa_chargeCustomerFail: visa('4000000000000341', { chargeDecline: DECLINES.generic }),
  visa_chargeCustomerFailLostCard: visa('4000000000009987', { chargeDecline: DECLINES.lostCard }),
  visa_chargeCustomerFailStolenCard: visa('4000000000009979', { chargeDecline: DECLINES.stolenCard }),
  riskLevelElevated: visa('4000000000009235', { isRisky: true }),
  cvcCheckFail: visa('4000000000000101', { failedChecks: ['cvc_check'] }),
  avsLine1Fail: visa('4000000000000028', { failedChecks: ['address_line1_check'] }),
  avsZipFail: visa('4000000000000036', { failedChecks: ['address_postal_code_check'] }),
  avsFail: visa('4000000000000010', { failedChecks: ['address_line1_check', 'address_postal_code_check'] }),
  bypassPending: visa('4000000000000077', { settlesAtOnce: true }),
  threeDSecure2Required: visa('4000000000003220', { authentication: 'always' }),
  threeDSecureRequired: visa('4000000000003063', { authentication: 'always' }),
  threeDSecureRequiredChargeDeclined: visa('4000008400001629', {
    authentication: 'always',
    chargeDecline: DECLINES.generic,
  }),
  threeDSecureOptional: visa('4000000000003055'),
  authenticationRequired: visa('4000002760003184', { country: 'DE', authentication: 'always' }),
  authenticationRequiredOnSetup: visa('4000002500003155', { country: 'FR', authentication: 'unless_set_up' }),
  pendingRefund: visa('4000000000007726', { refund: 'pending' }),
  refundFail: visa('4000000000005126', { refund: 'fails' }),
};

export function findTestCardByNumber(number: string): string | null {
  const digits = number.replaceAll(/[\s-]/g, '');
  return Object.keys(TEST_CARDS).find((name) => TEST_CARDS[name]?.number === digits) ?? null;
}
