import Stripe from 'stripe';
import { deliver } from './deliver-webhooks.ts';
import { TEST_START, TEST_WEBHOOK_SECRET } from './environment.ts';

/** Delivers a truly signed event of the given content, which Stripe's own objects need not agree with; returns its id. */
export async function signedEvent(type: string, object: object, over: object = {}): Promise<string> {
  const id = `evt_${crypto.randomUUID()}`;
  const timestamp = Date.parse(TEST_START) / 1_000;
  const event = { id, object: 'event', api_version: null, type, created: timestamp, livemode: false };
  const payload = JSON.stringify({ ...event, data: { object }, ...over });
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: TEST_WEBHOOK_SECRET,
    timestamp,
  });
  await deliver({ body: payload, signature });
  return id;
}
