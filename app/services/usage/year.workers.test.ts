import Stripe from 'stripe';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { disagreeingDays, runTestSync } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  environment,
  ownerSql,
  setStripeFaults,
  testContext,
  testRuntime,
} from '../../../dev/testing/workers.ts';
import { meterCounts, replicaUsage, stripeBooks, unitBuckets } from '../../../dev/testing/year/books.ts';
import { runOrKill } from '../../../dev/testing/year/kill.ts';
import { createRandom } from '../../../dev/testing/year/random.ts';
import { createTraffic, type Publisher, type Traffic } from '../../../dev/testing/year/traffic.ts';
import type { Database } from '../../db/client.ts';
import { CATALOG } from '../../domain/catalog.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { Currency } from '../../domain/money.ts';
import { addMonths } from '../../domain/period.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import { issueAdjustments } from '../adjustments/issue-adjustments.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { processEvents } from '../events/process-events.ts';
import { reportUsage } from './report/report-usage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = new Date('2026-04-15T00:00:00.000Z');
const PERIODS = 12;
const STEP_DAYS = 2;
/** Late rows still come for a while after the twelfth period; then two more periods bill what they come to. */
const LATE_UNTIL = new Date(addMonths(START, PERIODS).getTime() + 20 * DAY_MS);
const END = addMonths(START, PERIODS + 2);
const OUTAGE = { from: new Date('2026-09-01T00:00:00Z'), until: new Date('2026-09-03T12:00:00Z') };
const KILL_SHARE = 0.08;
const FAULTS = {
  stripe5xx: 0.015,
  stripe429: 0.015,
  stripeTimeout: 0.02,
  duplicate: 0.2,
  reorder: 0.2,
  drop: 0.1,
};

interface YearPublisher extends Publisher {
  stripeCustomerId: string;
  planId: 'starter' | 'growth';
  currency: Currency;
}

const PUBLISHERS = [
  {
    planId: 'starter',
    currency: 'usd',
    largest: { impressions: 400_000, data_transfer_bytes: 9_000_000_000 },
  },
  { planId: 'starter', currency: 'jpy', largest: { api_calls: 30_001 } },
  { planId: 'growth', currency: 'eur', largest: { impressions: 2_100_000 } },
] as const;

const random = createRandom(inject('yearSeed'));
const stripe = hurriedStripe();
const publishers: YearPublisher[] = [];
const seen = { kills: 0, faults: 0, outages: 0, accepted: 0, problems: new Set<string>() };
let traffic: Traffic;
let now = new Date('2026-04-15T12:00:00.000Z');

/** No waiting in between: what fails is repeated by the jobs, on virtual time. */
function hurriedStripe(): Stripe {
  const { hostname, port } = new URL(environment.stripeUrl);
  return new Stripe('sk_test_workers', {
    host: hostname,
    port,
    protocol: 'http',
    httpClient: Stripe.createFetchHttpClient(),
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

function context(): ServiceContext {
  return { ...testContext({ now }), stripe };
}

async function moveTo(instant: Date): Promise<void> {
  if (instant <= now) return;
  now = instant;
  await advanceClock(now);
}

function later(minutes: number): Promise<void> {
  return moveTo(new Date(now.getTime() + minutes * MINUTE_MS));
}

/** Runs a job until it lives to its end; after a kill the next run comes when its leases are over. */
async function persist(work: (ctx: ServiceContext) => Promise<unknown>): Promise<void> {
  while (!(await runOrKill({ ctx: context(), random, share: KILL_SHARE, work }))) {
    seen.kills += 1;
    await later(11);
  }
}

function brokenReplica(): Database {
  const refuse = () => Promise.reject(new Error('the replica is away'));
  return { batch: refuse, call: refuse, transaction: refuse };
}

async function sync(): Promise<void> {
  if (now >= OUTAGE.from && now < OUTAGE.until) {
    seen.outages += 1;
    await expect(runTestSync(context(), { replica: brokenReplica() })).rejects.toThrow('away');
    return;
  }
  await persist((ctx) => runTestSync(ctx, { replica: testRuntime().replica }));
}

async function report(): Promise<void> {
  await persist(async (ctx) => {
    const { accepted, retried, rejected } = await reportUsage(ctx);
    seen.accepted += accepted;
    seen.faults += retried;
    expect(rejected).toEqual([]);
  });
}

async function events(): Promise<void> {
  await settleWebhooks(context());
  for (let round = 0; round < 3; round += 1) {
    await later(5);
    await persist(processEvents);
  }
}

async function lateUsage(): Promise<void> {
  await persist(async (ctx) => {
    for (const problem of (await planAdjustments(ctx)).problems) seen.problems.add(problem);
  });
  await persist(async (ctx) => {
    const { retried, failed } = await issueAdjustments(ctx);
    seen.faults += retried;
    expect(failed).toEqual([]);
  });
}

/** The hours around the end of a period: the last usage, the deadline, the invoice. */
async function turn(boundary: Date): Promise<void> {
  await moveTo(new Date(boundary.getTime() + 5 * MINUTE_MS));
  await sync();
  await report();
  await moveTo(new Date(boundary.getTime() + 40 * MINUTE_MS));
  await report();
  await moveTo(new Date(boundary.getTime() + 75 * MINUTE_MS));
  await events();
  await moveTo(new Date(boundary.getTime() + 200 * MINUTE_MS));
  await report();
  await events();
}

async function liveThroughTheYear(): Promise<void> {
  let [from, period] = [now, 1];
  for (let day = STEP_DAYS; ; day += STEP_DAYS) {
    const target = new Date(START.getTime() + day * DAY_MS + 5 * MINUTE_MS);
    const boundary = addMonths(START, period);
    if (target >= boundary) {
      if (boundary < LATE_UNTIL) {
        await traffic.write({
          from,
          now: new Date(boundary.getTime() - MINUTE_MS),
          withNew: period <= PERIODS,
        });
      }
      await turn(boundary);
      from = boundary;
      period += 1;
      if (boundary >= END) return;
    }
    await moveTo(target);
    if (now < LATE_UNTIL) await traffic.write({ from, now, withNew: period <= PERIODS });
    from = target;
    await sync();
    await report();
    if (day % (3 * STEP_DAYS) === 0) {
      await events();
      await lateUsage();
    }
  }
}

/** No faults any more: what is left is brought to its end. */
async function settleAll(): Promise<void> {
  await setStripeFaults({});
  for (let round = 0; round < 10; round += 1) {
    await later(7 * 60);
    await runTestSync(context());
    await reportUsage(context());
    await settleWebhooks(context());
    await planAdjustments(context());
    await issueAdjustments(context());
  }
}

function rated(publisher: YearPublisher, metric: Metric, quantity: bigint): bigint {
  const { planId, currency } = publisher;
  const plan = CATALOG.find(({ id }) => id === planId);
  const price = plan?.prices.find((one) => one.component === metric && one.currency === currency);
  if (price === undefined || price.component === 'base') throw new Error('no such price');
  const lines = rateUsage({ price: price.price, quantity, currency });
  return lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
}

beforeAll(async () => {
  await provisionCatalog(testContext());
  for (const [index, { planId, currency, largest }] of PUBLISHERS.entries()) {
    const { customerId, stripeCustomerId } = await createCustomer(testContext(), {
      email: `year-${index}@publisher.test`,
      name: `Year ${index}`,
      planId,
      currency,
      locale: 'en-US',
      country: 'US',
      paymentMethod: 'pm_card_visa',
    });
    publishers.push({ customerId, stripeCustomerId, planId, currency, largest, startedAt: START });
  }
  await settleWebhooks(testContext());
  traffic = createTraffic(random, publishers);
  await setStripeFaults({ ...FAULTS, seed: inject('yearSeed') });
  await liveThroughTheYear();
  await settleAll();
}, 240_000);

describe('after a year of late rows, corrections, repeats, kills, faults and an outage of the replica', () => {
  test('all of that did happen', () => {
    expect(traffic.counts.late).toBeGreaterThan(30);
    expect(traffic.counts.lowered).toBeGreaterThan(20);
    expect(traffic.counts.removed).toBeGreaterThan(5);
    expect(traffic.counts.repeated).toBeGreaterThan(20);
    expect(seen.kills).toBeGreaterThan(10);
    expect(seen.faults).toBeGreaterThan(20);
    expect(seen.outages).toBeGreaterThan(0);
    expect([...seen.problems]).toEqual([]);
  });

  test('replica = usage_records = accepted by the meter + late + credited + recorded, nothing open', async () => {
    const buckets = await unitBuckets();
    expect(buckets).toHaveLength(4);
    for (const bucket of buckets) {
      expect(bucket.records).toBe(bucket.replica);
      const { accepted, late, credited, recorded, unbillable } = bucket;
      expect(accepted + late + credited + recorded + unbillable).toBe(bucket.replica);
      expect(bucket).toMatchObject({ held: 0n, pending: 0n, failed: 0n, unbillable: 0n });
    }
    const total = (name: 'late' | 'credited' | 'recorded') => buckets.some((bucket) => bucket[name] !== 0n);
    expect([total('late'), total('credited'), total('recorded')]).toEqual([true, true, true]);
    expect(await disagreeingDays()).toEqual([]);
  });

  test('Stripe’s own meters count what our books call accepted', async () => {
    const buckets = await unitBuckets();
    for (const { customerId, stripeCustomerId } of publishers) {
      const counts = await meterCounts(stripe, { stripeCustomerId, start: START, end: END });
      for (const metric of METRICS) {
        const ours = buckets.find((bucket) => bucket.customerId === customerId && bucket.metric === metric);
        expect(counts.get(metric)).toBe(ours?.accepted ?? 0n);
      }
    }
  });

  test('what Stripe billed, less its credit notes, is our rating of each period’s final usage, to the minor unit', async () => {
    for (const publisher of publishers) {
      const { lines, notes } = await stripeBooks(stripe, publisher.stripeCustomerId);
      let ours = 0n;
      for (let period = 0; period < PERIODS + 1; period += 1) {
        const span = { start: addMonths(START, period), end: addMonths(START, period + 1) };
        for (const metric of Object.keys(publisher.largest) as Metric[]) {
          const quantity = await replicaUsage({ customerId: publisher.customerId, metric, ...span });
          ours += rated(publisher, metric, quantity);
        }
      }
      const metered = lines.filter(({ description }) => !description?.includes('plan (at'));
      const billed = metered.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
      const credited = notes.reduce((sum, { total }) => sum + BigInt(total), 0n);
      expect(billed - credited).toBe(ours);
    }
  });

  test('no item and no credit note was made twice', async () => {
    for (const { customerId, stripeCustomerId } of publishers) {
      const { items, notes } = await stripeBooks(stripe, stripeCustomerId);
      const made = [...items, ...notes].map(({ id }) => id).sort();
      const known = await ownerSql<{ id: string }>(
        `SELECT stripe_object_id AS id FROM period_adjustments WHERE customer_id = $1 AND status = 'issued'`,
        [customerId],
      );
      expect(made).toEqual(known.map(({ id }) => id).sort());
    }
  });

  test('every credit note is mirrored, and every cycle’s usage is sealed', async () => {
    const [mirrored] = await ownerSql(
      `SELECT (SELECT count(*) FROM period_adjustments WHERE status = 'issued' AND amount_minor < 0)::int AS credits,
         (SELECT count(*) FROM credit_notes WHERE adjustment_id IS NOT NULL)::int AS notes,
         (SELECT count(*) FROM invoice_usage_digests)::int AS digests`,
    );
    expect(mirrored?.notes).toBe(mirrored?.credits);
    expect(mirrored?.digests).toBe(publishers.length * METRICS.length * (PERIODS + 2));
  });
});
