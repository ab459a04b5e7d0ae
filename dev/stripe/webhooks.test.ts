import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type StrictStandIn, startStrictStandIn } from './conformance/strict-stand-in.ts';
import { createStripe } from './testing/stripe-world.ts';

const SECRET = 'whsec_test';
const START = Date.parse('2026-01-15T00:00:00Z');

interface Received {
  readonly event: Stripe.Event;
  readonly signature: string;
  readonly body: string;
  readonly at: number;
}

let server: Server;
let url: string;
let answers: number[];
let received: Received[];
let now: number;
let standIn: StrictStandIn;
let stripe: Stripe;
let pauses: { ms: number; receivedBefore: number }[];

beforeEach(async () => {
  now = START;
  answers = [];
  received = [];
  pauses = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const signature = String(request.headers['stripe-signature']);
    received.push({ event: JSON.parse(body) as Stripe.Event, signature, body, at: now });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  standIn = await startStrictStandIn({
    now: () => new Date(now),
    async pause(ms) {
      pauses.push({ ms, receivedBefore: received.length });
    },
    webhookEndpoints: [{ url, secret: SECRET, enabledEvents: ['customer.created', 'customer.updated'] }],
  });
  stripe = createStripe(standIn.url);
});

afterEach(async () => {
  standIn.expectNoViolations();
  await standIn.close();
  await new Promise((resolve) => server.close(resolve));
});

async function advance(hours: number): Promise<void> {
  const target = now + hours * 3_600_000;
  for (let due = standIn.nextDueAt(); due && due.getTime() <= target; due = standIn.nextDueAt()) {
    now = Math.max(now, due.getTime());
    await standIn.runDue();
  }
  now = target;
}

const types = () => received.map(({ event }) => event.type);

test('a write causes its webhook by itself, signed so that stripe-node takes it', async () => {
  const customer = await stripe.customers.create({ name: 'Ada' });
  await standIn.runDue();
  const [first] = received;
  const event = await Stripe.webhooks.constructEventAsync(
    first?.body ?? '',
    first?.signature ?? '',
    SECRET,
    undefined,
    undefined,
    now,
  );
  expect(event).toMatchObject({
    type: 'customer.created',
    api_version: '2026-10-28.endive',
    data: { object: { id: customer.id } },
  });
  expect(event.request?.id).toMatch(/^req_/);
});

test('only what an endpoint listens to is sent, and of an update only what changed', async () => {
  const customer = await stripe.customers.create({ name: 'Ada', metadata: { a: '1', b: '2' } });
  await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await stripe.customers.update(customer.id, { name: 'Grace', metadata: { a: '3' } });
  await standIn.runDue();
  expect(types()).toEqual(['customer.created', 'customer.updated']);
  expect(received[1]?.event.data.previous_attributes).toEqual({ name: 'Ada', metadata: { a: '1' } });
});

describe('an endpoint that fails', () => {
  test('is tried again after 5 minutes, 30 minutes, 2, 5 and 10 hours, each time signed anew', async () => {
    answers = [500, 500, 500, 500, 500];
    await stripe.customers.create({ name: 'Ada' });
    await standIn.runDue();
    await advance(24);
    const minutes = received.map(({ at }) => (at - START) / 60_000);
    expect(minutes).toEqual([0, 5, 35, 155, 455, 1055]);
    expect(new Set(received.map(({ signature }) => signature)).size).toBe(6);
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(1);
  });

  test('is given up after three days; the event is then found by delivery_success', async () => {
    answers = Array.from({ length: 50 }, () => 500);
    await stripe.customers.create({ name: 'Ada' });
    await standIn.runDue();
    await advance(24 * 5);
    expect(standIn.nextDueAt()).toBeNull();
    expect(received.at(-1)?.at).toBeLessThanOrEqual(START + 72 * 3_600_000);
    expect((await stripe.events.list({ delivery_success: false })).data.map((event) => event.type)).toEqual([
      'customer.created',
    ]);
  });
});

test('an endpoint whose host is not found is looked for once an instant, not once an event', async () => {
  const lookup = vi.spyOn(dns, 'lookup');
  await stripe.webhookEndpoints.create({
    url: 'https://nobody.invalid/hook',
    enabled_events: ['customer.created'],
  });
  for (let count = 0; count < 30; count += 1) await stripe.customers.create({});
  await standIn.runDue();
  lookup.mockClear();
  // All thirty are due again within one run, at their own instant.
  now += 5 * 60_000;
  await standIn.runDue();
  // As many as are sent at once find out together.
  expect(lookup.mock.calls.length).toBeLessThanOrEqual(8);
  expect(lookup.mock.calls.length).toBeGreaterThan(0);
  expect(received).toHaveLength(30);
  lookup.mockRestore();
});

describe('faults by seed', () => {
  test('drop: nothing arrives while all is dropped; all of it does once that ends', async () => {
    standIn.setFaults({ drop: 1, seed: 7 });
    for (let index = 0; index < 10; index += 1) await stripe.customers.create({ name: `No ${index}` });
    await standIn.runDue();
    expect(received).toEqual([]);
    standIn.setFaults({});
    await advance(1);
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(10);
  });

  test('duplicate: each event comes twice', async () => {
    standIn.setFaults({ duplicate: 1, seed: 1 });
    await stripe.customers.create({ name: 'Ada' });
    await standIn.runDue();
    expect(types()).toEqual(['customer.created', 'customer.created']);
    expect(received[0]?.event.id).toBe(received[1]?.event.id);
  });

  test('reorder: what happened last comes first', async () => {
    const customer = await stripe.customers.create({ name: 'Ada' });
    await standIn.runDue();
    received = [];
    standIn.setFaults({ drop: 1, seed: 1 });
    await stripe.customers.update(customer.id, { name: 'Grace' });
    await stripe.customers.update(customer.id, { name: 'Edith' });
    await standIn.runDue();
    standIn.setFaults({ reorder: 1, seed: 1 });
    await advance(1);
    const names = received.map(({ event }) => (event.data.object as Stripe.Customer).name);
    expect(names).toEqual(['Edith', 'Grace']);
  });

  test('delay: each delivery takes that many real milliseconds', async () => {
    standIn.setFaults({ delayMs: 80, seed: 1 });
    await stripe.customers.create({ name: 'Ada' });
    await standIn.runDue();
    expect(received).toHaveLength(1);
    // The judge listens as well.
    expect(pauses).toEqual(Array(2).fill({ ms: 80, receivedBefore: 0 }));
  });

  test('stripeTimeout: the write took effect, and its retry under the same key makes no second', async () => {
    standIn.setFaults({ stripeTimeout: 1, seed: 1 });
    const key = { idempotencyKey: 'timed out' };
    await expect(stripe.customers.create({ name: 'Ada' }, key)).rejects.toThrow();
    standIn.setFaults({});
    const again = await stripe.customers.create({ name: 'Ada' }, key);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test('stripe429 and stripe5xx: refused without effect, in Stripe’s words', async () => {
    standIn.setFaults({ stripe429: 1, seed: 1 });
    await expect(stripe.customers.create({})).rejects.toMatchObject({
      statusCode: 429,
      type: 'StripeRateLimitError',
    });
    const { headers } = await fetch(`${standIn.url}/v1/customers`);
    expect(headers.get('stripe-rate-limited-reason')).toBe('global-rate');
    expect(headers.get('request-id')).toMatch(/^req_\w{14}$/);
    standIn.setFaults({ stripe5xx: 1, seed: 1 });
    const failed = await fetch(`${standIn.url}/v1/customers`);
    expect(failed.headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(failed.headers.get('stripe-version')).toBe('2026-10-28.endive');
    await expect(stripe.customers.create({})).rejects.toMatchObject({
      statusCode: 500,
      type: 'StripeAPIError',
    });
    standIn.setFaults({});
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('a malformed request for faults is refused, naming the field', () => {
    expect(() => standIn.setFaults({ drop: 1.5 })).toThrow('drop');
    expect(() => standIn.setFaults({ delayMs: -1 })).toThrow('delayMs');
  });
});

test('outstanding names what is due and undone', async () => {
  answers = [500];
  await stripe.customers.create({ name: 'Ada' });
  await standIn.runDue();
  expect(standIn.outstanding()).toEqual([]);
  now += 5 * 60_000;
  expect(standIn.outstanding()).toEqual([{ what: 'stripe webhooks', count: 1 }]);
  await standIn.runDue();
  expect(standIn.outstanding()).toEqual([]);
});
