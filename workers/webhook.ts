import { createLogger } from '../app/config/logger.ts';
import type { Runtime } from '../app/config/runtime.ts';
import { createServiceContext } from '../app/config/service-context.ts';
import { BillingError, isBillingError } from '../app/domain/errors.ts';
import { readLimitedBody } from '../app/http/body.ts';
import { errorFields } from '../app/http/error-fields.ts';
import { HttpError } from '../app/http/http-error.ts';
import { originOf } from '../app/http/origin.ts';
import { errorToProblem } from '../app/http/problem.ts';
import type { ServiceContext } from '../app/services/context.ts';
import { receiveWebhook } from '../app/services/webhooks/receive-webhook.ts';

/** Stripe's events stay well below this; what is larger is not from Stripe. */
const MAX_BODY_BYTES = 1_048_576;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export interface WebhookContext {
  runtime: Runtime;
  requestId: string;
  /** Lets the answer go before the consumer is woken. */
  execution: Pick<ExecutionContext, 'waitUntil'>;
}

/**
 * `POST /api/v1/webhooks/stripe`. 200 as soon as the event is stored, or was before; the work comes after the answer.
 * Knows nothing of flags: an event not taken today would be missing tomorrow.
 */
export async function handleStripeWebhook(
  request: Request,
  { runtime, requestId, execution }: WebhookContext,
): Promise<Response> {
  try {
    if (request.method !== 'POST') {
      throw new HttpError({
        code: 'method_not_allowed',
        message: 'Stripe posts here.',
        headers: { Allow: 'POST' },
      });
    }
    const rawBody = decoder.decode(await readLimitedBody(request, MAX_BODY_BYTES));
    const ctx = await webhookContext(runtime, request, requestId);
    const { queued } = await receiveWebhook(ctx, {
      rawBody,
      signature: request.headers.get('stripe-signature'),
      secrets: runtime.env.STRIPE_WEBHOOK_SECRET,
    });
    if (queued) execution.waitUntil(wake(runtime, ctx));
    return Response.json({ received: true }, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return refuse(error, requestId);
  }
}

async function webhookContext(
  runtime: Runtime,
  request: Request,
  requestId: string,
): Promise<ServiceContext> {
  return createServiceContext(runtime, {
    actor: { kind: 'system', name: 'stripe-webhook' },
    requestId,
    now: await runtime.clock.now(),
    origin: originOf(request.headers),
  });
}

/** The event is safe in PostgreSQL already: a lost wake-up only means that the next sweep finds it. */
async function wake(runtime: Runtime, ctx: ServiceContext): Promise<void> {
  try {
    await runtime.wakeForEvents();
  } catch (error) {
    ctx.logger.warn('events queued, consumer not woken', errorFields(error));
  }
}

/** Whatever went wrong on our side, the event is not stored, and 503 makes Stripe send it again. */
function refuse(error: unknown, requestId: string): Response {
  const refused = error instanceof HttpError || isBillingError(error) ? error : notStored(error);
  const response = errorToProblem(refused, requestId);
  if (response.status >= 500) {
    createLogger({ requestId }).error('webhook not stored', errorFields(refused.cause ?? refused));
  }
  return response;
}

function notStored(cause: unknown): BillingError {
  return new BillingError('database_unavailable', 'The event could not be stored; please send it again.', {
    cause,
  });
}
