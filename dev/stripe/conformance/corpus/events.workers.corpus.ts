import Stripe from 'stripe';
import { expect, inject, test } from 'vitest';
import { processEvents } from '../../../../app/services/events/process-events.ts';
import { handleStripeWebhook } from '../../../../workers/webhook.ts';
import { TEST_START, TEST_WEBHOOK_SECRET } from '../../../testing/environment.ts';
import { testContext, testRuntime, unwatched } from '../../../testing/workers.ts';

const events = inject('recordedEvents');
const timestamp = Math.floor(Date.parse(TEST_START) / 1000);

async function deliver(payload: string): Promise<Response> {
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: TEST_WEBHOOK_SECRET,
    timestamp,
  });
  const request = new Request('https://billing.test/api/v1/webhooks/stripe', {
    method: 'POST',
    headers: { 'stripe-signature': signature },
    body: payload,
  });
  return handleStripeWebhook(request, { runtime: testRuntime(), requestId: 'corpus', execution: unwatched });
}

/** Some recordings hold only an event's `data`, which nobody could have sent. */
function isWholeEvent(payload: string): boolean {
  const value = JSON.parse(payload) as { object?: unknown; id?: unknown };
  return (value.object === 'event' || value.object === 'v2.core.event') && typeof value.id === 'string';
}

test.each(events.map(({ name, payload }) => [name, payload] as const))(
  '%s is taken, or refused as no event, and never fails on our side',
  async (_, payload) => {
    const response = await deliver(payload);
    expect(response.status).toBe(isWholeEvent(payload) ? 200 : 400);
  },
);

test('all that was taken is worked off, objects that Stripe does not have included', async () => {
  const result = await processEvents(testContext(), { maxSubrequests: 5_000 });
  expect(result.claimed).toBeGreaterThan(0);
  expect(result).toMatchObject({ failed: 0, dead: 0, postponed: 0, moreDue: false });
});
