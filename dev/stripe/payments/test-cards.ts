import { CARDS_BY_COUNTRY } from './cards-by-country.ts';

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
  /**
   * `always`: each payment must be authenticated; `on_session`: only one while the customer is there; `unless_set_up`:
   * that, and any other as long as the card was not set up for such.
   */
  readonly authentication?: 'always' | 'unless_set_up' | 'on_session';
  readonly refund?: 'pending' | 'fails';
  /** What its bank says otherwise of the data that came with the card. */
  readonly checks?: Readonly<
    Partial<Record<`${'cvc' | 'address_line1' | 'address_postal_code'}_check`, Check>>
  >;
  /** Nobody can be asked to authenticate with it. */
  readonly lacksThreeDSecure?: boolean;
  readonly isRisky?: boolean;
  /** What it pays is at the merchant's disposal at once. */
  readonly settlesAtOnce?: boolean;
}

type Check = 'fail' | 'unavailable';

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

const OTHER_NUMBERS: readonly TestCard[] = [
  visa('4012888888881881'),
  visa('4000000000005423'),
  visa('4000000032200000'),
  visa('4000008400000027', { authentication: 'always' }),
  ...['4000582600000094', '4000582600000045', '4000582600000102', '4000582600000110'].map((number) =>
    visa(number, { country: 'GB', authentication: 'always' }),
  ),
  { number: '2223003122003222', brand: 'mastercard', country: 'US', funding: 'credit' },
  { number: '371449635398431', brand: 'amex', country: 'US', funding: 'credit' },
  { number: '6011000990139424', brand: 'discover', country: 'US', funding: 'credit' },
  { number: '6011981111111113', brand: 'discover', country: 'US', funding: 'debit' },
  { number: '6555900000604105', brand: 'discover', country: 'KR', funding: 'credit' },
  { number: '36227206271667', brand: 'diners', country: 'US', funding: 'credit' },
  { number: '3530111333300000', brand: 'jcb', country: 'JP', funding: 'credit' },
  { number: '6200000000000047', brand: 'unionpay', country: 'CN', funding: 'debit' },
  { number: '6205500000000000004', brand: 'unionpay', country: 'CN', funding: 'credit' },
];

const AMEX: TestCard = {
  number: '378282246310005',
  brand: 'amex',
  country: 'US',
  funding: 'credit',
  lacksThreeDSecure: true,
};

/** By the name that follows `pm_card_` and `tok_`; what Stripe gives no such name, by its number. */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  visa: visa('4242424242424242'),
  visa_debit: visa('4000056655665556', { funding: 'debit' }),
  mastercard: { number: '5555555555554444', brand: 'mastercard', country: 'US', funding: 'credit' },
  mastercard_debit: { number: '5200828282828210', brand: 'mastercard', country: 'US', funding: 'debit' },
  mastercard_prepaid: { number: '5105105105105100', brand: 'mastercard', country: 'US', funding: 'prepaid' },
  amex: AMEX,
  amex_threeDSecureNotSupported: AMEX,
  discover: { number: '6011111111111117', brand: 'discover', country: 'US', funding: 'credit' },
  diners: { number: '3056930009020004', brand: 'diners', country: 'US', funding: 'credit' },
  jcb: { number: '3566002020360505', brand: 'jcb', country: 'JP', funding: 'credit' },
  unionpay: { number: '6200000000000005', brand: 'unionpay', country: 'CN', funding: 'credit' },
  ...Object.fromEntries(OTHER_NUMBERS.map((card) => [card.number, card])),
  us: visa('4242424242424242'),
  ...CARDS_BY_COUNTRY,
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
  cvcCheckFail: visa('4000000000000101', { checks: { cvc_check: 'fail' } }),
  avsLine1Fail: visa('4000000000000028', { checks: { address_line1_check: 'fail' } }),
  avsZipFail: visa('4000000000000036', { checks: { address_postal_code_check: 'fail' } }),
  avsFail: visa('4000000000000010', {
    checks: { address_line1_check: 'fail', address_postal_code_check: 'fail' },
  }),
  avsUnchecked: visa('4000000000000044', {
    checks: { address_line1_check: 'unavailable', address_postal_code_check: 'unavailable' },
  }),
  bypassPending: visa('4000000000000077', { settlesAtOnce: true }),
  bypassPendingInternational: visa('4000003720000278', { country: 'IE', settlesAtOnce: true }),
  threeDSecure2Required: visa('4000000000003220', { authentication: 'always' }),
  threeDSecureRequired: visa('4000000000003063', { authentication: 'always' }),
  threeDSecureRequiredChargeDeclined: visa('4000008400001629', {
    authentication: 'always',
    chargeDecline: DECLINES.generic,
  }),
  threeDSecureRequiredProcessingError: visa('4000008400001280', { chargeDecline: DECLINES.generic }),
  threeDSecureOptional: visa('4000000000003055'),
  threeDSecureOptionalProcessingError: visa('4000000000003097'),
  authenticationRequired: visa('4000002760003184', { country: 'DE', authentication: 'always' }),
  authenticationRequiredOnSetup: visa('4000002500003155', { country: 'FR', authentication: 'unless_set_up' }),
  authenticationRequiredSetupForOffSession: visa('4000003800000446', {
    country: 'IT',
    authentication: 'on_session',
  }),
  authenticationRequiredChargeDeclinedInsufficientFunds: visa('4000008260003178', {
    country: 'GB',
    authentication: 'on_session',
    chargeDecline: DECLINES.insufficientFunds,
  }),
  createDispute: visa('4000000000000259'),
  createDisputeProductNotReceived: visa('4000000000002685'),
  createDisputeInquiry: visa('4000000000001976'),
  createMultipleDisputes: visa('4000000404000079'),
  pendingRefund: visa('4000000000007726', { refund: 'pending' }),
  refundFail: visa('4000000000005126', { refund: 'fails' }),
};

export function findTestCardByNumber(number: string): string | null {
  const digits = number.replaceAll(/[\s-]/g, '');
  return Object.keys(TEST_CARDS).find((name) => TEST_CARDS[name]?.number === digits) ?? null;
}
