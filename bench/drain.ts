import { provisionCatalog } from '../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../app/services/context.ts';
import { createCustomer } from '../app/services/customers/create-customer.ts';
import { processEvents } from '../app/services/events/process-events.ts';
import { storeEvent } from '../app/services/webhooks/store-event.ts';
import { toWebhookEvent } from '../app/stripe/to-webhook-event.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { startStripeStandIn } from '../dev/stripe/main.ts';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { createBenchContext } from './bench-context.ts';
import { inLanes } from './in-lanes.ts';
import { atMost, type BenchResult, figure } from './result.ts';
import { receiveInto } from './webhooks/receive-into.ts';

const CUSTOMERS = 500;
const EVENTS = 10_000;
const LANES = 8;
const START = new Date('2026-04-15T12:00:00.000Z');
/** A minute later somebody looks: clocks of two Workers may differ by less. */
const LOOKED_AT = new Date('2026-04-15T12:01:00.000Z');
const ID_IN_PATH = /^\/v1\/[a-z_/]+\/([a-z]+_[A-Za-z0-9]+)/;

/** 10,000 events of 500 customers that all came before anybody looked, worked through invocation by invocation. */
export async function benchDrain(): Promise<BenchResult[]> {
  const services = await startServices();
  const sink = await receiveInto();
  const stripe = await startStripeStandIn({
    port: 0,
    now: () => START,
    webhookEndpoints: [{ url: sink.url, secret: 'whsec_bench', enabledEvents: ['*'] }],
  });
  try {
    const ctx = createBenchContext(services, { now: START, stripeUrl: stripe.url });
    await makeHistory(ctx);
    while (sink.bodies.length < EVENTS) await stripe.runDue();
    const bodies = sink.bodies.slice(0, EVENTS);
    await withClient(services.postgres.ownerUrl, (client) =>
      client.query('TRUNCATE events, stripe_webhook_events, object_leases'),
    );
    await store(ctx, bodies);
    return await drain({ ...ctx, now: LOOKED_AT, stripe: ctx.stripe }, services, bodies);
  } finally {
    await stripe.close();
    await sink.close();
    await services.stop();
  }
}

interface StripeEvent {
  data: { object: { id: string } };
}

/** Each customer joins with a card and a plan, and is then changed as often as it takes to make so many events. */
async function makeHistory(ctx: ServiceContext): Promise<void> {
  await provisionCatalog(ctx);
  await inLanes(CUSTOMERS, LANES, async (index) => {
    const { stripeCustomerId } = await createCustomer(ctx, {
      email: `bench${index}@bench.test`,
      name: 'Bench',
      planId: 'growth',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      paymentMethod: 'pm_card_visa',
    });
    const { data } = await ctx.stripe.subscriptions.list({ customer: stripeCustomerId });
    for (let change = 0; change < 5; change += 1) {
      await ctx.stripe.customers.update(stripeCustomerId, { name: `Bench ${change}` });
      const metadata = { change: String(change) };
      for (const { id } of data) await ctx.stripe.subscriptions.update(id, { metadata });
    }
  });
}

/** In the order in which they were sent, a millisecond after one another, as webhooks come. */
async function store(ctx: ServiceContext, bodies: readonly string[]): Promise<void> {
  await inLanes(bodies.length, LANES, async (index) => {
    const rawBody = bodies[index] ?? '';
    const event = toWebhookEvent(rawBody);
    if (event === null) throw new Error('the stand-in sent no event');
    const now = new Date(ctx.now.getTime() + index);
    await storeEvent(ctx.db, { event, rawBody, now, newId: () => ctx.newId() });
  });
}

async function drain(
  ctx: ServiceContext,
  { proxy }: Services,
  bodies: readonly string[],
): Promise<BenchResult[]> {
  const reads = new Map<string, number>();
  let calls = 0;
  const count = ({ path }: { path: string }) => {
    calls += 1;
    const id = ID_IN_PATH.exec(path)?.[1];
    if (id !== undefined) reads.set(id, (reads.get(id) ?? 0) + 1);
  };
  ctx.stripe.on('request', count);
  proxy.resetStats();
  const startedAt = performance.now();
  let [invocations, applied, failed] = [0, 0, 0];
  for (let more = true; more; invocations += 1) {
    const result = await processEvents(ctx);
    applied += result.applied;
    failed += result.failed + result.dead + result.deferred;
    more = result.moreDue;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  ctx.stripe.off('request', count);
  const objects = new Set(bodies.map((body) => (JSON.parse(body) as StripeEvent).data.object.id));
  const { http_requests: trips } = proxy.stats();
  return [
    figure(`${bodies.length.toLocaleString('en-US')} events of ${CUSTOMERS} customers`, seconds, 's'),
    figure('worked through', bodies.length / seconds, 'events/s'),
    figure('objects they are about', objects.size, ''),
    figure('calls to Stripe, lists of what hangs on an invoice included', calls, ''),
    atMost('readings of the object that is read most', Math.max(...reads.values()), '', 1),
    figure('events that changed something', applied, ''),
    atMost('events that failed', failed, '', 0),
    figure('invocations', invocations, ''),
    figure('trips to the database for each event', trips / bodies.length, ''),
  ];
}
