import { BillingError } from '../../domain/errors.ts';
import { toWebhookEvent, type WebhookEvent } from '../../stripe/to-webhook-event.ts';
import { verifyWebhookSignature } from '../../stripe/verify-webhook.ts';
import type { ServiceContext } from '../context.ts';
import { storeEvent } from './store-event.ts';

export interface ReceiveWebhookInput {
  rawBody: string;
  signature: string | null;
  secrets: readonly string[];
}

/** `queued`: there is work that nobody has been told of yet. */
export interface ReceivedWebhook {
  stored: boolean;
  queued: boolean;
}

/**
 * Takes one delivery of Stripe's: verify, store, queue; the work itself comes later. Throws `invalid_request` for what
 * Stripe cannot have sent, and `database_unavailable` when the event could not be stored, so that Stripe sends it again.
 */
export async function receiveWebhook(
  ctx: ServiceContext,
  { rawBody, signature, secrets }: ReceiveWebhookInput,
): Promise<ReceivedWebhook> {
  if (!(await verifyWebhookSignature({ rawBody, signature, secrets, receivedAt: ctx.now }))) {
    throw new BillingError('invalid_request', 'The Stripe-Signature header does not match this body.');
  }
  const event = parseEvent(rawBody);
  const stored = await store(ctx, event, rawBody);
  if (!stored) ctx.logger.info('webhook known already', { stripeEventId: event.stripeEventId });
  return { stored, queued: stored && event.target !== null };
}

function parseEvent(rawBody: string): WebhookEvent {
  const notAnEvent = () => new BillingError('invalid_request', 'The body is not a Stripe event.');
  try {
    const event = toWebhookEvent(rawBody);
    if (event === null) throw notAnEvent();
    return event;
  } catch (error) {
    throw error instanceof SyntaxError ? notAnEvent() : error;
  }
}

async function store(ctx: ServiceContext, event: WebhookEvent, rawBody: string): Promise<boolean> {
  try {
    return await storeEvent(ctx.db, { event, rawBody, now: ctx.now, newId: () => ctx.newId() });
  } catch (error) {
    throw new BillingError('database_unavailable', 'The event could not be stored; please send it again.', {
      detail: `event ${event.stripeEventId} could not be stored`,
      cause: error,
    });
  }
}
