import type { Database } from '../../app/db/client.ts';
import { CATALOG } from '../../app/domain/catalog.ts';
import { METRICS, type Metric } from '../../app/domain/metric.ts';
import {
  insertPlanVersions,
  insertTiers,
  upsertMeters,
  upsertPlans,
  upsertPrices,
} from '../../app/services/catalog/catalog-statements.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { startJobRun } from '../../app/services/jobs/start-job-run.ts';
import { type SyncUsageResult, syncUsage } from '../../app/services/usage/sync/sync-usage.ts';
import { ownerSql, replicaSql, testRuntime } from './workers.ts';

export interface ReplicaRow {
  customerId: string;
  metric: string;
  hour: string;
  /** As PostgreSQL reads a numeric, e.g. `'NaN'` or `'1.5'`. */
  quantity: string | number;
  updatedAt: string;
}

export async function setReplicaRows(rows: readonly ReplicaRow[]): Promise<void> {
  await replicaSql(
    `INSERT INTO usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
     SELECT "customerId", metric, hour, quantity, "updatedAt", 'manual'
     FROM json_to_recordset($1::json) AS r
       ("customerId" uuid, metric text, hour timestamptz, quantity numeric, "updatedAt" timestamptz)
     ON CONFLICT (customer_id, metric, hour)
       DO UPDATE SET quantity = excluded.quantity, updated_at = excluded.updated_at`,
    [JSON.stringify(rows)],
  );
}

/** One sync as the job runs it. */
export async function runTestSync(
  ctx: ServiceContext,
  {
    rowsPerPage,
    pagesPerInvocation,
    daysPerPage,
    overlapMs,
    replica = testRuntime().replica,
  }: {
    rowsPerPage?: number;
    pagesPerInvocation?: number;
    daysPerPage?: number;
    overlapMs?: number;
    replica?: Database;
  } = {},
): Promise<SyncUsageResult & { jobRunId: string }> {
  const jobRunId = crypto.randomUUID();
  await startJobRun(ctx, { id: jobRunId, job: 'usage-sync', scheduledFor: ctx.now, startedAt: ctx.now });
  const result = await syncUsage(ctx, {
    replica,
    jobRunId,
    limits: {
      ...(rowsPerPage !== undefined && { rowsPerPage }),
      ...(pagesPerInvocation !== undefined && { pagesPerInvocation }),
      ...(daysPerPage !== undefined && { daysPerPage }),
    },
    ...(overlapMs !== undefined && { overlapMs }),
  });
  return { ...result, jobRunId };
}

/** The catalog with made-up ids of Stripe, for tests that never call it. */
export async function insertTestCatalog(ctx: ServiceContext): Promise<void> {
  const priceIds = new Map(
    CATALOG.flatMap(({ prices }) =>
      prices.map(({ lookupKey }) => [lookupKey, `price_${lookupKey}`] as const),
    ),
  );
  const meterIds = new Map(METRICS.map((metric) => [metric, `mtr_${metric}`] as const));
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(upsertPlans(CATALOG, ctx.now)),
    db.execute(insertPlanVersions(CATALOG, ctx.now)),
    db.execute(upsertPrices(CATALOG, priceIds)),
    db.execute(insertTiers(CATALOG)),
    db.execute(upsertMeters(meterIds, ctx.now)),
  ]);
}

export interface TestSubscription {
  customerId: string;
  planId: string;
  currency: string;
  anchorAt: string;
  periodStart: string;
  periodEnd: string;
  createdAt: string;
  status: string;
  endedAt: string | null;
  cancelAtPeriodEnd: boolean;
}

/** A mirrored subscription that Stripe knows nothing of; the catalog has to be there. Answers its id. */
export async function insertTestSubscription(
  given: Pick<TestSubscription, 'customerId' | 'anchorAt' | 'periodStart' | 'periodEnd'> &
    Partial<TestSubscription>,
): Promise<string> {
  const id = crypto.randomUUID();
  await ownerSql(
    `INSERT INTO subscriptions (id, customer_id, stripe_subscription_id, plan_version_id, status, currency,
       billing_anchor_at, current_period_start, current_period_end, cancel_at_period_end, ended_at,
       created_at, updated_at, mirrored_at)
     SELECT $1, $2, $3, v.id, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11 FROM plan_versions v WHERE v.plan_id = $12 AND v.customer_id IS NULL`,
    [
      id,
      given.customerId,
      `sub_test_${id}`,
      given.status ?? 'active',
      given.currency ?? 'usd',
      given.anchorAt,
      given.periodStart,
      given.periodEnd,
      given.cancelAtPeriodEnd ?? false,
      given.endedAt ?? null,
      given.createdAt ?? given.periodStart,
      given.planId ?? 'starter',
    ],
  );
  return id;
}

/** Days whose roll-up is not the sum of their hours; there must never be one. */
export async function disagreeingDays(): Promise<unknown[]> {
  return ownerSql(
    `SELECT customer_id, metric, day, d.quantity AS daily, h.quantity AS hours
     FROM usage_daily d
     FULL JOIN (
       SELECT customer_id, metric, (hour AT TIME ZONE 'UTC')::date AS day, sum(billable_quantity) AS quantity
       FROM usage_records GROUP BY 1, 2, 3
     ) h USING (customer_id, metric, day)
     WHERE d.quantity IS DISTINCT FROM h.quantity`,
  );
}

/** The same database, with its trips and the statements of its batches counted. */
export function countTrips(database: Database): {
  database: Database;
  trips(): number;
  statements(): number;
} {
  let [trips, statements] = [0, 0];
  const count = <T>(trip: T): T => {
    trips += 1;
    return trip;
  };
  return {
    database: {
      batch: (scope, build) =>
        count(
          database.batch(scope, (db) => {
            const queries = build(db);
            statements += queries.length;
            return queries;
          }),
        ),
      call: (call) => count(database.call(call)),
      transaction: (scope, work) => count(database.transaction(scope, work)),
    },
    trips: () => trips,
    statements: () => statements,
  };
}

export async function storedHours(
  customerId: string,
): Promise<{ metric: Metric; hour: string; quantity: string }[]> {
  return ownerSql(
    `SELECT metric, to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS hour, quantity::text
     FROM usage_records WHERE customer_id = $1 ORDER BY metric, hour`,
    [customerId],
  );
}

/** An empty replica that nothing has been read from yet; customers and their subscriptions stay. */
export async function resetUsage(): Promise<void> {
  await replicaSql('DELETE FROM usage_hourly_source');
  for (const table of [
    'usage_sync_shards',
    'usage_sync_runs',
    'sync_watermarks',
    'usage_quarantine',
    'usage_outbox',
    'usage_daily',
    'usage_records',
  ]) {
    await ownerSql(`DELETE FROM ${table}`);
  }
}
