import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StrictStandIn, startStrictStandIn } from './conformance/strict-stand-in.ts';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { createStripe } from './testing/stripe-world.ts';

const SECRET = 'whsec_test';
const START = Date.parse('2026-01-15T00:00:00Z');
const HOUR = 3_600_000;

let server: Server;
let standIn: StrictStandIn;
let stripe: Stripe;
let now: number;
let received: { type: string; signedAt: number }[];
/** How the endpoint answers an event. */
let answer: (type: string) => Promise<number>;

beforeEach(async () => {
  now = START;
  received = [];
  answer = async () => 200;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { type } = JSON.parse(body) as Stripe.Event;
    const signature = String(request.headers['stripe-signature']);
    received.push({ type, signedAt: Number(/t=(\d+)/.exec(signature)?.[1]) * 1000 });
    response.writeHead(await answer(type)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const enabledEvents = ['customer.created', 'customer.updated', 'customer.subscription.updated'];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  standIn = await startStrictStandIn({
    now: () => new Date(now),
    webhookEndpoints: [{ url, secret: SECRET, enabledEvents }],
  });
  stripe = createStripe(standIn.url);
});

afterEach(async () => {
  standIn.expectNoViolations();
  await standIn.close();
  await new Promise((resolve) => server.close(resolve));
});

/** The endpoint takes no customer, and a trial of the customer ends after a day. */
async function failing() {
  answer = async (type) => (type === 'customer.created' ? 500 : 200);
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount: 900 });
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_end: (START + 24 * HOUR) / 1000,
  });
  await standIn.runDue();
  return customer;
}

async function attemptsShown(): Promise<string[]> {
  const page = await (await fetch(`${standIn.url}/_dashboard/deliveries`)).text();
  return [...page.matchAll(/2026-01-(\d\d \d\d:\d\d) UTC: 500/g)].map(([, at = '']) => at);
}

const RETRIES = [
  '15 00:05',
  '15 00:35',
  '15 02:35',
  '15 07:35',
  '15 17:35',
  '16 05:35',
  '16 17:35',
  '17 05:35',
  '17 17:35',
];

test('in a jump of three days each retry has its own instant, in order with all else that was due', async () => {
  await failing();
  now = START + 72 * HOUR;
  await standIn.runDue();
  expect(await attemptsShown()).toEqual(['15 00:00', ...RETRIES]);
  expect(received.map(({ type }) => type)).toEqual([
    ...Array<string>(6).fill('customer.created'),
    'customer.subscription.updated',
    ...Array<string>(4).fill('customer.created'),
  ]);
  expect(standIn.nextDueAt()?.getTime()).toBeGreaterThan(now);
  expect((await stripe.events.list({ delivery_success: false })).data.map(({ type }) => type)).toEqual([
    'customer.created',
  ]);
});

test('a jump and many steps come to the same', async () => {
  await failing();
  for (let hour = 1; hour <= 72; hour += 1) {
    now = START + hour * HOUR;
    await standIn.runDue();
  }
  expect(await attemptsShown()).toEqual(['15 00:00', ...RETRIES]);
});

test('an endpoint that is up again takes the next retry, and none follows', async () => {
  await failing();
  now = START + HOUR;
  await standIn.runDue();
  answer = async () => 200;
  now = START + 48 * HOUR;
  await standIn.runDue();
  expect(await attemptsShown()).toEqual(['15 00:00', '15 00:05', '15 00:35']);
  expect(received.filter(({ type }) => type === 'customer.created')).toHaveLength(4);
});

test('what an endpoint calls for in a jump happens now, and is told after all that was due before', async () => {
  const customer = await failing();
  answer = async (type) => {
    if (type === 'customer.subscription.updated')
      await stripe.customers.update(customer.id, { name: 'Grace' });
    return type === 'customer.created' ? 500 : 200;
  };
  now = START + 71 * HOUR;
  await standIn.runDue();
  expect(received.map(({ type }) => type).slice(6)).toEqual([
    'customer.subscription.updated',
    ...Array<string>(4).fill('customer.created'),
    'customer.updated',
  ]);
});

test('a webhook is signed by the clock as it stands, so that whoever looks at the same clock takes it', async () => {
  await failing();
  now = START + 48 * HOUR;
  await standIn.runDue();
  expect(received.slice(1).every(({ signedAt }) => signedAt === now)).toBe(true);
});
