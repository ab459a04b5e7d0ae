import { docUrl, StripeError } from '../wire/errors.ts';
import type { Decline } from './test-cards.ts';

/** A decline as an answer: 402, and what the attempt did stays done when `keepsChanges`. */
export function cardError(
  decline: Decline,
  details: {
    param?: string;
    charge?: string;
    payment_intent?: unknown;
    payment_method?: unknown;
    setup_intent?: unknown;
    keepsChanges?: boolean;
  } = {},
): StripeError {
  const { keepsChanges = false, ...rest } = details;
  return new StripeError(
    402,
    {
      type: 'card_error',
      code: decline.code,
      message: decline.message,
      ...declineCodes(decline),
      doc_url: docUrl(decline.code),
      ...rest,
    },
    { keepsChanges },
  );
}

export function declineCodes(decline: Decline): {
  decline_code: string;
  advice_code?: string;
  network_decline_code?: string;
  network_advice_code?: string;
} {
  return {
    decline_code: decline.declineCode,
    ...(decline.adviceCode === null ? {} : { advice_code: decline.adviceCode }),
    ...(decline.networkDeclineCode === null ? {} : { network_decline_code: decline.networkDeclineCode }),
    ...(decline.adviceCode === 'do_not_try_again' && decline.networkDeclineCode !== null
      ? { network_advice_code: '03' }
      : {}),
  };
}
