import type { PaymentIntent, SetupIntent } from '../state/records.ts';
import { docUrl, StripeError } from '../wire/errors.ts';

/** The refusal of what an intent's state has no place for; the intent comes with it. */
export function unexpectedState(
  intent: PaymentIntent | SetupIntent,
  message: string,
  details: { param?: string } = {},
): StripeError {
  const code = `${intent.object}_unexpected_state`;
  return new StripeError(400, {
    type: 'invalid_request_error',
    code,
    doc_url: docUrl(code),
    message,
    ...details,
    [intent.object]: intent,
  });
}

const UNCONFIRMED = ['requires_payment_method', 'requires_confirmation', 'requires_action'] as const;

export const UNCONFIRMED_STATES = UNCONFIRMED.join(', ');

/** Whether it may still be confirmed, and so be given what it is confirmed with. */
export function isUnconfirmed({ status }: PaymentIntent | SetupIntent): boolean {
  return UNCONFIRMED.some((state) => state === status);
}

/** An intent can be confirmed neither without a payment method nor once it came to its end. */
export function missingMethod(intent: PaymentIntent | SetupIntent): StripeError {
  const noun = intent.object === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent';
  return unexpectedState(
    intent,
    `You cannot confirm this ${noun} because it's missing a payment method. You can either update the ${noun} with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.`,
  );
}
