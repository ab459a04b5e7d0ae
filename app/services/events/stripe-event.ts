/** `events.kind` of the work that a delivered Stripe event causes. */
export const STRIPE_EVENT = 'stripe_event';

/** `events.payload` of that work: what the processor needs beside the subject. The whole event stays in the inbox. */
export interface StripeEventPayload {
  stripeEventId: string;
  type: string;
  /** For a deletion, when it happened: Stripe may not have the object any more. */
  targetDeletedAt?: string;
  /** Of a charge, refund or dispute: spares asking Stripe which invoice it belongs to. */
  paymentIntentId?: string;
}
