import { sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { toJson } from '../audit/to-json.ts';
import type { ServiceContext } from '../context.ts';
import { requireReconciler } from './require-reconciler.ts';
import { type RunRequest, toRunId } from './run.ts';

const DAY_MS = 86_400_000;
/** Without a period: the running one and the one before, whatever the anchor. */
const OBJECTS_OF_DAYS = 62;
/** An invoice, and what becomes of it, comes after the period it bills. */
const INVOICED_WITHIN_DAYS = 3;
const CUSTOMERS_PER_SHARD = 100;
const LISTS = ['customer', 'subscription', 'invoice', 'payment', 'refund'] as const;

export interface StartedRun {
  runId: string;
  /** Customers whose meters are compared: what the run will take is mostly theirs. */
  customers: number;
}

/**
 * Writes a run and its shards: one for each of Stripe's lists, one for each hundred customers with usage. Nothing is
 * compared yet. Throws `invalid_value` (path `customer_id`) for a customer that is not there.
 */
export async function startRun(ctx: ServiceContext, request: RunRequest): Promise<StartedRun> {
  requireReconciler(ctx.actor);
  const { customers } = schema;
  const { customerId } = request;
  const runId = toRunId(ctx.newId());
  const { from, to } = objectRange(request, ctx.now);
  const run = {
    id: runId,
    trigger: request.trigger,
    requestedBy: ctx.actor.kind === 'system' ? ctx.actor.name : ctx.actor.id,
    status: 'running',
    tolerancePercent: request.tolerancePercent,
    meterTolerances: request.meterTolerances,
    alertThresholds: request.alertThresholds,
    customerId,
    periodStart: request.period?.start ?? null,
    periodEnd: request.period?.end ?? null,
    objectsFrom: from,
    asOf: to,
    createdAt: ctx.now,
  };
  const ofThis = customerId === null ? sql`true` : sql`c.id = ${customerId}::uuid`;
  const isThere = customerId === null ? sql`true` : sql`exists (select from customers c where ${ofThis})`;
  const [started, , counted] = await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      sql`insert into reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances,
            alert_thresholds, customer_id, period_start, period_end, objects_from, as_of, created_at)
          select ${run.id}, ${run.trigger}, ${run.requestedBy}, ${run.status}, ${run.tolerancePercent}::numeric,
            ${JSON.stringify(run.meterTolerances)}::jsonb, ${JSON.stringify(toJson(run.alertThresholds))}::jsonb,
            ${run.customerId}::uuid,
            ${run.periodStart?.toISOString() ?? null}::timestamptz, ${run.periodEnd?.toISOString() ?? null}::timestamptz,
            ${instantSql(from)}, ${instantSql(to)}, ${instantSql(ctx.now)}
          where ${isThere} returning id`,
      auditRow(ctx, {
        action: 'reconciliation.started',
        objectType: 'reconciliation_run',
        objectId: runId,
        customerId,
        after: run,
      }),
    ),
    db.execute(sql`
      with wanted as (
        select position, kind, null::uuid as from_customer, null::uuid as to_customer
        from unnest(${`{${LISTS.join(',')}}`}::text[]) with ordinality as list (kind, position)
        union all
        select ${LISTS.length} + 1 + bucket, 'usage', (array_agg(id order by id))[1],
          (array_agg(id order by id desc))[1]
        from (
          select c.id, (row_number() over (order by c.id) - 1) / ${CUSTOMERS_PER_SHARD} as bucket
          from customers c where c.stripe_customer_id is not null and c.deleted_at is null and ${ofThis}
        ) as numbered
        group by bucket
      )
      insert into reconciliation_shards
        (run_id, position, kind, from_customer, to_customer, status, run_after)
      select r.id, w.position, w.kind, w.from_customer, w.to_customer, 'pending', ${instantSql(ctx.now)}
      from wanted w join reconciliation_runs r on r.id = ${runId}`),
    db
      .select({ customers: sql<number>`count(*)::int` })
      .from(customers)
      .where(
        customerId === null
          ? sql`${customers.stripeCustomerId} is not null and ${customers.deletedAt} is null`
          : sql`${customers.id} = ${customerId}::uuid`,
      ),
  ]);
  if (started.rows.length === 0) {
    throw new BillingError('invalid_value', 'There is no such customer.', {
      fields: [{ path: 'customer_id', message: 'is no customer' }],
    });
  }
  return { runId, customers: counted[0]?.customers ?? 0 };
}

function objectRange({ period }: RunRequest, now: Date): { from: Date; to: Date } {
  if (period === null) return { from: new Date(now.getTime() - OBJECTS_OF_DAYS * DAY_MS), to: now };
  const to = Math.min(now.getTime(), period.end.getTime() + INVOICED_WITHIN_DAYS * DAY_MS);
  return { from: period.start, to: new Date(Math.max(to, period.start.getTime())) };
}
