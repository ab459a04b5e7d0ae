import type { WebhookEvent } from '../../stripe/to-webhook-event.ts';
import { STRIPE_EVENT, type StripeEventPayload } from '../events/stripe-event.ts';

/** What stands in the queue for a stored event. One about nothing we mirror is done at once. */
export function toQueueRow(event: WebhookEvent, now: Date) {
  const { target } = event;
  const at = now.toISOString();
  const payload: StripeEventPayload = {
    stripeEventId: event.stripeEventId,
    type: event.type,
    ...(event.targetDeletedAt && { targetDeletedAt: event.targetDeletedAt.toISOString() }),
    ...(event.paymentIntentId !== null &&
      target?.type === 'charge' && { paymentIntentId: event.paymentIntentId }),
  };
  return {
    kind: STRIPE_EVENT,
    subject: target === null ? `event:${event.stripeEventId}` : `${target.type}:${target.id}`,
    payload: JSON.stringify(payload),
    ...(target === null
      ? { status: 'done', outcome: 'ignored', finishedAt: at }
      : { status: 'pending', outcome: null, finishedAt: null }),
  };
}
