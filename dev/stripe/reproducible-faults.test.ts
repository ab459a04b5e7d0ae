import Stripe from 'stripe';
import { afterEach, expect, test } from 'vitest';
import { type StrictStandIn, startStrictStandIn } from './conformance/strict-stand-in.ts';
import { createFlatPrice } from './testing/catalog.ts';
import { createStripe } from './testing/stripe-world.ts';

const START = Date.parse('2026-01-15T00:00:00Z');
const HOUR_MS = 3_600_000;
const HOURS = 14;

const open: StrictStandIn[] = [];
afterEach(async () => {
  for (const standIn of open.splice(0)) {
    standIn.expectNoViolations();
    await standIn.close();
  }
});

/** A dozen calls and half a day under faults: which calls were refused, and what arrived, in its order and as often. */
async function story(seed: number) {
  let now = START;
  const standIn = await startStrictStandIn({ now: () => new Date(now) });
  open.push(standIn);
  const stripe = createStripe(standIn.url);
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  standIn.setFaults({
    duplicate: 0.2,
    reorder: 0.2,
    drop: 0.2,
    stripe5xx: 0.15,
    stripe429: 0.15,
    stripeTimeout: 0.1,
    seed,
  });
  const refused: string[] = [];
  const attempt = async <T>(what: string, call: () => Promise<T>): Promise<T | null> => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      refused.push(`${what}: ${error.statusCode ?? 'no answer'}`);
      return null;
    }
  };
  for (let number = 0; number < 12; number += 1) {
    const name = `Publisher ${number}`;
    const customer = await attempt(name, () => stripe.customers.create({ name }));
    if (customer === null) continue;
    await attempt(`${name} subscribes`, () =>
      stripe.subscriptions.create(
        { customer: customer.id, items: [{ price: price.id }], payment_behavior: 'default_incomplete' },
        { idempotencyKey: `subscribe ${number}` },
      ),
    );
  }
  await standIn.runDue();
  for (let hour = 0; hour < HOURS; hour += 1) {
    now += HOUR_MS;
    await standIn.runDue();
  }
  return { refused, arrived: standIn.events().map(({ id, type }) => `${type} ${id}`) };
}

test('the same calls under the same seed meet the same faults in every run, under another seed others', async () => {
  const [first, again, other] = [await story(7), await story(7), await story(8)];
  expect(first.refused.length).toBeGreaterThan(3);
  expect(new Set(first.arrived).size).toBeLessThan(first.arrived.length);
  expect(again).toEqual(first);
  expect(other.refused).not.toEqual(first.refused);
});
