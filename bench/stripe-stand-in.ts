import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { startPostgres } from '../dev/postgres/main.ts';
import { type StripeStandIn, startStripeStandIn } from '../dev/stripe/main.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly met: boolean;
}

const CALLS = 3_000;
const SUBSCRIPTIONS = 50;
const MONTHS = 12;
const START = Date.parse('2026-01-01T00:00:00Z');
const LANES = 16;

/** What the local Stripe costs: of one call its own time, and a year of 50 subscriptions. */
export async function benchStripeStandIn(): Promise<BenchResult[]> {
  return [...(await benchCalls()), await benchYear(), ...(await benchState())];
}

async function benchCalls(): Promise<BenchResult[]> {
  const standIn = await startStripeStandIn({ port: 0, now: () => new Date(START) });
  const stripe = connect(standIn);
  try {
    const customer = await stripe.customers.create({ name: 'Ada' });
    await stripe.billing.meters.create({
      display_name: 'Impressions',
      event_name: 'impressions',
      default_aggregation: { formula: 'sum' },
    });
    const rows: BenchResult[] = [];
    const lanes = async (name: string, call: (index: number) => Promise<unknown>) => {
      const { perSecond, cpuMs } = await measure(call);
      rows.push({
        name: `${name}: CPU time, client included`,
        value: cpuMs,
        unit: 'ms',
        target: '< 2',
        met: cpuMs < 2,
      });
      rows.push({
        name,
        value: Math.round(perSecond),
        unit: 'calls/s',
        target: '≥ 1,000',
        met: perSecond >= 1_000,
      });
    };
    await lanes('retrieve a customer', () => request(standIn, 'GET', `/v1/customers/${customer.id}`));
    await lanes('create a customer', (index) =>
      request(standIn, 'POST', '/v1/customers', `name=Ada&metadata[number]=${index}`),
    );
    await lanes('report a meter event', (index) =>
      request(
        standIn,
        'POST',
        '/v1/billing/meter_events',
        `event_name=impressions&identifier=e${index}&payload[value]=${index}&payload[stripe_customer_id]=${customer.id}`,
      ),
    );
    return rows;
  } finally {
    await standIn.close();
  }
}

/** 50 subscriptions × 12 months with their invoices, payments and usage, every webhook taken by a sink. */
async function benchYear(): Promise<BenchResult> {
  const sink = await startSink();
  let now = START;
  const standIn = await startStripeStandIn({
    port: 0,
    now: () => new Date(now),
    webhookEndpoints: [{ url: sink.url, secret: 'whsec_bench', enabledEvents: ['*'] }],
  });
  const stripe = connect(standIn);
  try {
    const meter = await stripe.billing.meters.create({
      display_name: 'Impressions',
      event_name: 'impressions',
      default_aggregation: { formula: 'sum' },
    });
    const flat = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 49_900,
      recurring: { interval: 'month' },
      product_data: { name: 'Growth' },
    });
    const metered = await stripe.prices.create({
      currency: 'usd',
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [
        { up_to: 10_000, unit_amount: 0 },
        { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('0.008') },
      ],
      product_data: { name: 'Impressions' },
    });
    const customers: string[] = [];
    for (let index = 0; index < SUBSCRIPTIONS; index += 1) {
      const customer = await stripe.customers.create({
        payment_method: 'pm_card_visa',
        invoice_settings: { default_payment_method: 'pm_card_visa' },
      });
      await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: flat.id }, { price: metered.id }],
      });
      customers.push(customer.id);
    }
    const began = performance.now();
    for (let month = 1; month <= MONTHS; month += 1) {
      for (const customer of customers) {
        await request(
          standIn,
          'POST',
          '/v1/billing/meter_events',
          `event_name=impressions&payload[value]=${month * 20_000}&payload[stripe_customer_id]=${customer}`,
        );
      }
      const until = Date.UTC(2026, month, 1, 2);
      for (let due = standIn.nextDueAt(); due && due.getTime() <= until; due = standIn.nextDueAt()) {
        now = Math.max(now, due.getTime());
        await standIn.runDue();
      }
      now = until;
    }
    const seconds = (performance.now() - began) / 1_000;
    return {
      name: `${SUBSCRIPTIONS} subscriptions × ${MONTHS} months, ${sink.count()} webhooks into a sink`,
      value: round(seconds),
      unit: 's',
      target: '< 20',
      met: seconds < 20,
    };
  } finally {
    await standIn.close();
    await sink.close();
  }
}

/** Its state in PostgreSQL: how fast 100,000 meter events are read back, and forgotten. */
async function benchState(): Promise<BenchResult[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-stripe-'));
  const postgres = await startPostgres({ dataDir, port: 0, durable: false });
  const open = () =>
    startStripeStandIn({ port: 0, now: () => new Date(START), databaseUrl: postgres.stripeStateUrl });
  try {
    const first = await open();
    const stripe = connect(first);
    const customer = await stripe.customers.create({});
    await stripe.billing.meters.create({
      display_name: 'Impressions',
      event_name: 'impressions',
      default_aggregation: { formula: 'sum' },
    });
    const body = (index: number) =>
      `event_name=impressions&payload[value]=1&payload[stripe_customer_id]=${customer.id}&timestamp=${START / 1_000 - (index % 3_000_000)}`;
    await inLanes(100_000, (index) => request(first, 'POST', '/v1/billing/meter_events', body(index)));
    await first.close();
    const began = performance.now();
    const second = await open();
    const startMs = performance.now() - began;
    const reset = performance.now();
    await second.reset();
    const resetMs = performance.now() - reset;
    await second.close();
    return [
      {
        name: 'start with 100,000 meter events',
        value: Math.round(startMs),
        unit: 'ms',
        target: '< 5,000',
        met: startMs < 5_000,
      },
      {
        name: 'reset with 100,000 meter events',
        value: Math.round(resetMs),
        unit: 'ms',
        target: '< 100',
        met: resetMs < 100,
      },
    ];
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  call: (index: number) => Promise<unknown>,
): Promise<{ perSecond: number; cpuMs: number }> {
  await inLanes(200, (index) => call(index + CALLS));
  const cpu = process.cpuUsage();
  const began = performance.now();
  await inLanes(CALLS, call);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: CALLS / seconds, cpuMs: round((user + system) / 1_000 / CALLS) };
}

async function inLanes(count: number, call: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await call(index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** node:http with kept connections: fetch would cost more than what it measures. */
const agent = new Agent({ keepAlive: true, maxSockets: LANES });

function request(standIn: StripeStandIn, method: string, path: string, body = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      `${standIn.url}${path}`,
      {
        agent,
        method,
        headers: {
          authorization: 'Bearer sk_test_bench',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.once('error', reject);
        incoming.once('end', () => {
          if (incoming.statusCode === 200) resolve();
          else reject(new Error(`${method} ${path}: ${incoming.statusCode}`));
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function connect(standIn: StripeStandIn): Stripe {
  const { hostname, port } = new URL(standIn.url);
  return new Stripe('sk_test_bench', { host: hostname, port, protocol: 'http', telemetry: false });
}

async function startSink(): Promise<{ url: string; count(): number; close(): Promise<void> }> {
  let count = 0;
  const server: Server = createServer((incoming, response) => {
    count += 1;
    incoming.resume();
    incoming.once('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

if (process.argv[1] === import.meta.filename) console.table(await benchStripeStandIn());
