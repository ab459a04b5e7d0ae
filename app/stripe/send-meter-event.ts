import Stripe from 'stripe';
import type { Metric } from '../domain/metric.ts';
import type { StripeClient } from './client.ts';
import { describeStripeError } from './describe-error.ts';
import { type RateLimitScope, rateLimitScope } from './rate-limit.ts';

export interface MeterEventToSend {
  /** Of the outbox row: what an error report names. */
  identifier: string;
  /** By which Stripe is to know the event instead, when it may know the other for one that it has counted. */
  identifierAnew?: string;
  /** Which try this is: each is a request of its own to Stripe. */
  attempt: number;
  metric: Metric;
  stripeCustomerId: string;
  /** Units to add; a correction may be negative. */
  quantity: bigint;
  hour: Date;
}

/**
 * `unclear`: refused for now, or sent without an answer, so the same identifier has to go again. `limited`: refused for
 * now because we ask too much; Stripe says of whom.
 */
export type MeterEventOutcome =
  | { kind: 'accepted' }
  | { kind: 'unclear'; message: string }
  | { kind: 'limited'; scope: RateLimitScope; message: string }
  | { kind: 'rejected'; message: string };

const REQUEST_TIMEOUT_MS = 10_000;
/** The v1 endpoint names no code for it (v2: `duplicate_meter_event`), so its words have to be read. */
const ALREADY_COUNTED = /^An event already exists with identifier/;

/** Adds one hour's units to the meter. Repeating it with the same identifier within 24 hours counts once. */
export async function sendMeterEvent(
  stripe: StripeClient,
  event: MeterEventToSend,
): Promise<MeterEventOutcome> {
  try {
    await stripe.billing.meterEvents.create(
      {
        event_name: event.metric,
        identifier: event.identifierAnew ?? event.identifier,
        timestamp: Math.floor(event.hour.getTime() / 1000),
        payload: { stripe_customer_id: event.stripeCustomerId, value: event.quantity.toString() },
      },
      // The outbox retries, on its own clock; the identifier, not the idempotency key, makes that safe for 24 hours. The
      // key is new each time, and is what an error report names the event by.
      {
        maxNetworkRetries: 0,
        timeout: REQUEST_TIMEOUT_MS,
        idempotencyKey: meterRequestKey(event.identifier, event.attempt),
      },
    );
    return { kind: 'accepted' };
  } catch (error) {
    return toOutcome(error);
  }
}

const ATTEMPT = '#';

function meterRequestKey(identifier: string, attempt: number): string {
  return `${identifier}${ATTEMPT}${attempt}`;
}

/** The outbox row's identifier, from the key of the request that brought it. */
export function identifierOfRequest(requestKey: string): string {
  const at = requestKey.lastIndexOf(ATTEMPT);
  return at === -1 ? requestKey : requestKey.slice(0, at);
}

function toOutcome(error: unknown): MeterEventOutcome {
  const message = describeStripeError(error);
  if (message === null) throw error;
  if (error instanceof Stripe.errors.StripeInvalidRequestError && ALREADY_COUNTED.test(error.message)) {
    return { kind: 'accepted' };
  }
  const scope = rateLimitScope(error);
  if (scope !== null) return { kind: 'limited', scope, message };
  const final = error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409;
  return { kind: final ? 'rejected' : 'unclear', message };
}
