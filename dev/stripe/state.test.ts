import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LocalPostgres, startPostgres } from '../postgres/main.ts';
import { type StrictStandIn, startStrictStandIn } from './conformance/strict-stand-in.ts';
import { createCustomer, createFlatPrice, createMeter } from './testing/catalog.ts';
import { createStripe } from './testing/stripe-world.ts';

const STRICT_STAND_IN = join(import.meta.dirname, 'conformance/strict-stand-in.ts');

let dataDir: string;
let postgres: LocalPostgres;
const open: StrictStandIn[] = [];
const children: ChildProcess[] = [];
const START = new Date('2026-01-15T00:00:00Z');
let now = START;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stripe-state-'));
  postgres = await startPostgres({ dataDir, port: 0, durable: false });
});

async function closeAll(): Promise<void> {
  for (const standIn of open.splice(0)) {
    await standIn.close();
    standIn.expectNoViolations();
  }
}

afterEach(async () => {
  now = START;
  await closeAll();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<StrictStandIn> {
  const standIn = await startStrictStandIn({ now: () => now, databaseUrl: postgres.stripeStateUrl });
  open.push(standIn);
  return standIn;
}

/** A stand-in in a process of its own, which can be killed. */
async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const script = `
    import { startStrictStandIn } from ${JSON.stringify(STRICT_STAND_IN)};
    const standIn = await startStrictStandIn({
      now: () => new Date('2026-01-15T00:00:00Z'),
      databaseUrl: ${JSON.stringify(postgres.stripeStateUrl)},
    });
    setInterval(() => standIn.expectNoViolations(), 10);
    console.log(standIn.url);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (!child.stdout) throw new Error('no output');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url };
}

describe('with a database', () => {
  test('a restart finds everything as it was, in its order', async () => {
    const first = await start();
    await first.reset();
    const stripe = createStripe(first.url);
    const customer = await createCustomer(stripe);
    const price = await createFlatPrice(stripe, { amount: 9_900 });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    const events = (await stripe.events.list({ limit: 100 })).data.map((event) => event.id);
    const dueAt = first.nextDueAt();
    await closeAll();
    const second = await start();
    const again = createStripe(second.url);
    expect(await again.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'active',
      customer: customer.id,
    });
    expect((await again.events.list({ limit: 100 })).data.map((event) => event.id)).toEqual(events);
    expect(second.nextDueAt()).toEqual(dueAt);
  });

  test('nothing that was answered is lost when the process is killed', async () => {
    const seed = await start();
    await seed.reset();
    await closeAll();
    const { child, url } = await startProcess();
    const stripe = createStripe(url);
    const customer = await createCustomer(stripe);
    const meter = await createMeter(stripe);
    const sent = Array.from({ length: 300 }, (_, index) =>
      stripe.billing.meterEvents.create({
        event_name: 'impressions',
        identifier: `hour ${index}`,
        payload: { stripe_customer_id: customer.id, value: '1' },
      }),
    );
    let answered = 0;
    const counted = sent.map((call) =>
      call.then(
        () => {
          answered += 1;
          if (answered === 100) child.kill('SIGKILL');
        },
        () => undefined,
      ),
    );
    await Promise.all(counted);
    expect(answered).toBeGreaterThanOrEqual(100);
    const restarted = await start();
    now = new Date('2026-01-15T00:01:00Z');
    await restarted.runDue();
    const after = createStripe(restarted.url);
    const seconds = START.getTime() / 1000;
    const summaries = await after.billing.meters.listEventSummaries(meter.id, {
      customer: customer.id,
      start_time: seconds,
      end_time: seconds + 60,
    });
    expect(summaries.data[0]?.aggregated_value).toBeGreaterThanOrEqual(answered);
    const repeated = after.billing.meterEvents.create({
      event_name: 'impressions',
      identifier: 'hour 0',
      payload: { stripe_customer_id: customer.id, value: '1' },
    });
    await expect(repeated).rejects.toMatchObject({ statusCode: 400 });
  });

  test('a reset forgets all of it', async () => {
    const standIn = await start();
    await createStripe(standIn.url).customers.create({ name: 'Ada' });
    await standIn.reset();
    await closeAll();
    expect((await createStripe((await start()).url).customers.list()).data).toEqual([]);
  });
});

test('a call that fails halfway leaves nothing behind', async () => {
  const standIn = await startStrictStandIn({ now: () => now });
  open.push(standIn);
  const stripe = createStripe(standIn.url);
  const call = stripe.customers.create({
    name: 'Ada',
    tax_id_data: [{ type: 'eu_vat', value: 'not a number' }],
  });
  await expect(call).rejects.toMatchObject({ statusCode: 400, code: 'tax_id_invalid' });
  expect((await stripe.customers.list()).data).toEqual([]);
  expect((await stripe.events.list()).data).toEqual([]);
});
