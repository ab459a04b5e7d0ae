import type { PaymentMethod } from '../state/records.ts';
import { docUrl, StripeError } from '../wire/errors.ts';
import { type IntentOutcome, intentError } from './payment-intents.ts';

/** For `error_if_incomplete`: throws 402 unless the money was taken at once, and with it goes what the call had done. */
export function requireCollected(outcome: IntentOutcome, method: PaymentMethod): void {
  if (outcome.kind === 'declined') throw intentError(outcome, method, { keepsChanges: false });
  if (outcome.kind !== 'authentication') return;
  const code = 'subscription_payment_intent_requires_action';
  throw new StripeError(402, {
    type: 'card_error',
    code,
    message:
      'Payment for this subscription requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with `subscription.latest_invoice`. Additional information is available here: https://stripe.com/docs/billing/subscriptions/overview#requires-action',
    doc_url: docUrl(code),
  });
}
