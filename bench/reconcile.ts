import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { DEFAULT_ALERT_THRESHOLDS } from '../app/domain/reconciliation/alert-thresholds.ts';
import { provisionCatalog } from '../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../app/services/context.ts';
import { STRIPE_CALLS_PER_SECOND } from '../app/services/reconciliation/pace.ts';
import { processRuns } from '../app/services/reconciliation/process-runs.ts';
import { startRun } from '../app/services/reconciliation/start-run.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { startStripeStandIn } from '../dev/stripe/main.ts';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { createBenchContext } from './bench-context.ts';
import { inLanes } from './in-lanes.ts';
import { heldMemory } from './memory.ts';
import { atMost, type BenchResult, figure } from './result.ts';

/** 10,000 take some minutes: `BENCH_RECONCILE_CUSTOMERS=10000 npm run bench`. */
const CUSTOMERS = Number(process.env.BENCH_RECONCILE_CUSTOMERS ?? 1_000);
const PACED_CUSTOMERS = 100;
const METERS = 3;
const HOURS_A_DAY = 24;
const NOW = new Date('2026-04-20T12:00:00.000Z');
const LANES = 16;
const MEMORY_GROWTH_MIB = 16;
/** Shorter than in production: memory is looked at between two. */
const INVOCATION_MS = 2_000;

/** Many customers × 3 meters against the local Stripe: as fast as it goes, then some of them at the rate limit. */
export async function benchReconcile(): Promise<BenchResult[]> {
  const services = await startServices();
  const stripe = await startStripeStandIn({ port: 0, now: () => NOW, meterLagSeconds: 0 });
  try {
    const ctx = createBenchContext(services, { now: NOW, stripeUrl: stripe.url });
    await provisionCatalog(ctx);
    await fill(ctx, services);
    const whole = await run(ctx, { callsPerSecond: 1_000_000 });
    await withClient(services.postgres.ownerUrl, (client) =>
      client.query(
        `UPDATE customers SET deleted_at = $1 WHERE id NOT IN (SELECT id FROM customers ORDER BY id LIMIT $2)`,
        [NOW, PACED_CUSTOMERS],
      ),
    );
    const paced = await run(ctx, { callsPerSecond: STRIPE_CALLS_PER_SECOND });
    const questions = CUSTOMERS * METERS;
    return [
      figure(
        `${CUSTOMERS.toLocaleString('en-US')} customers × ${METERS} meters, no limit`,
        whole.seconds,
        's',
      ),
      atMost('questions to Stripe per customer and meter', whole.meterCalls / questions, '', 1),
      figure('other calls to Stripe, lists of 100', whole.calls - whole.meterCalls, 'calls'),
      atMost(
        'growth of what is held in memory between a fifth and the end, the local Stripe included',
        whole.grownMib,
        'MiB',
        MEMORY_GROWTH_MIB,
      ),
      atMost('differences that it finds where there are none', whole.differences, '', 0),
      atMost(
        `calls in the busiest second of ${PACED_CUSTOMERS} customers at the limit`,
        paced.busiestSecond,
        '',
        STRIPE_CALLS_PER_SECOND + 1,
      ),
      figure('invocations of the whole run', whole.invocations, ''),
      figure('calls a second at the limit', paced.calls / paced.seconds, '/s'),
    ];
  } finally {
    await stripe.close();
    await services.stop();
  }
}

/** A day of hours on both sides, for each customer and meter. */
async function fill(ctx: ServiceContext, { postgres }: Services): Promise<void> {
  const customers: { id: string; stripeId: string; email: string }[] = [];
  await inLanes(CUSTOMERS, LANES, async (index) => {
    const id = randomUUID();
    const email = `bench${index}@bench.test`;
    const made = await ctx.stripe.customers.create({ email, name: 'Bench', metadata: { customer_id: id } });
    customers.push({ id, stripeId: made.id, email });
    for (const metric of ['impressions', 'api_calls', 'data_transfer_bytes']) {
      await ctx.stripe.billing.meterEvents.create({
        event_name: metric,
        identifier: `${id}:${metric}`,
        timestamp: Date.parse('2026-04-16T00:00:00Z') / 1_000,
        payload: { stripe_customer_id: made.id, value: String(HOURS_A_DAY * 100) },
      });
    }
  });
  const rows = JSON.stringify(customers);
  const statements = [
    `INSERT INTO customers (id, email, name, currency, locale, country, stripe_customer_id, created_at, updated_at)
     SELECT id, email, 'Bench', 'usd', 'en-US', 'US', "stripeId", '2026-04-15', '2026-04-15'
     FROM json_to_recordset($1) AS c (id uuid, "stripeId" text, email text)`,
    `INSERT INTO subscriptions (id, customer_id, stripe_subscription_id, plan_version_id, status, currency,
       billing_anchor_at, current_period_start, current_period_end, cancel_at_period_end, ended_at, created_at,
       updated_at, mirrored_at)
     SELECT gen_random_uuid(), c.id, 'sub_' || c.id, (SELECT id FROM plan_versions WHERE plan_id = 'starter'), 'active',
       'usd', '2026-04-15', '2026-04-15', '2026-05-15', false, null, '2026-04-15', '2026-04-15', '2026-04-15'
     FROM json_to_recordset($1) AS c (id uuid)`,
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, report_sequence,
       source_updated_at, updated_at)
     SELECT c.id, m, '2026-04-16'::timestamptz + h * interval '1 hour', 100, 100, 1, '2026-04-17', '2026-04-17'
     FROM json_to_recordset($1) AS c (id uuid)
     CROSS JOIN unnest('{impressions,api_calls,data_transfer_bytes}'::text[]) AS m
     CROSS JOIN generate_series(0, ${HOURS_A_DAY - 1}) AS h`,
  ];
  for (const statement of statements) {
    await withClient(postgres.ownerUrl, (client) => client.query(statement, [rows]));
  }
}

/** Invocation after invocation, as the queue makes them. The made-up subscriptions are left out of what differs. */
async function run(ctx: ServiceContext, { callsPerSecond }: { callsPerSecond: number }) {
  const at: number[] = [];
  let meterCalls = 0;
  const count = (request: { path: string }) => {
    at.push(performance.now());
    if (request.path.includes('event_summaries')) meterCalls += 1;
  };
  ctx.stripe.on('request', count);
  const { runId } = await startRun(ctx, {
    trigger: 'nightly',
    tolerancePercent: '0',
    meterTolerances: {},
    alertThresholds: DEFAULT_ALERT_THRESHOLDS,
    customerId: null,
    period: null,
  });
  // Stripe knows nothing of the made-up subscriptions; asking for each is not what is measured.
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      update reconciliation_shards set status = 'done' where run_id = ${runId} and kind = 'subscription'`),
  ]);
  const startedAt = performance.now();
  const memory: number[] = [];
  for (let more = true; more; ) {
    const invokedAt = performance.now();
    const processed = await processRuns(ctx, {
      runId,
      maxMs: INVOCATION_MS,
      elapsedMs: () => performance.now() - invokedAt,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      callsPerSecond,
    });
    if (processed.failures.length > 0) throw new Error(processed.failures.join('; '));
    more = processed.moreDue;
    memory.push(heldMemory());
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  ctx.stripe.off('request', count);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<{ n: number }>(sql`
      select count(*)::int as n from reconciliation_differences where run_id = ${runId} and kind = 'usage'`),
  ]);
  const fifth = memory[Math.floor(memory.length / 5)] ?? 0;
  return {
    seconds,
    invocations: memory.length,
    calls: at.length,
    meterCalls,
    grownMib: Math.max(0, (memory.at(-1) ?? 0) - fifth),
    differences: Number(found.rows[0]?.n ?? 0),
    busiestSecond: busiestSecond(at),
  };
}

/** Calls come in the order of time, so a window slides over them. */
function busiestSecond(at: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (let last = 0; last < at.length; last += 1) {
    while ((at[last] ?? 0) - (at[first] ?? 0) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

if (process.argv[1] === import.meta.filename) console.table(await benchReconcile());
