import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { METRICS } from '../../domain/metric.ts';
import { OBJECT_KINDS } from '../../domain/reconciliation/classify-object.ts';
import type { ServiceContext } from '../context.ts';
import { alertThresholdsRow } from './alert-thresholds-row.ts';
import type { RunScope } from './run.ts';

/** Renewed with every step written; a shard whose worker died goes on where its last step ended. */
export const SHARD_LEASE_MS = 2 * 60_000;
/** So that two cannot both see that nobody is at it. */
const CLAIM_LOCK = 5_042_201;

const shardRow = z.object({
  run_id: z.string(),
  position: z.number(),
  kind: z.enum(['usage', ...OBJECT_KINDS]),
  from_customer: z.string().nullable(),
  to_customer: z.string().nullable(),
  cursor: z.string().nullable(),
  attempts: z.number(),
  tolerance_percent: z.string(),
  meter_tolerances: z.partialRecord(z.enum(METRICS), z.string()),
  alert_thresholds: alertThresholdsRow,
  customer_id: z.string().nullable(),
  period_start: z.coerce.date().nullable(),
  period_end: z.coerce.date().nullable(),
  objects_from: z.coerce.date(),
  as_of: z.coerce.date(),
  created_at: z.coerce.date(),
});

export interface ClaimedShard {
  run: RunScope;
  position: number;
  kind: z.output<typeof shardRow>['kind'];
  fromCustomer: string | null;
  toCustomer: string | null;
  cursor: string | null;
  attempts: number;
  leaseToken: string;
}

/**
 * The next shard that is due, of this run or of any. Only one shard of all runs is worked at a time: the rate at which
 * Stripe is asked is one for all of them. Null when there is none, or when somebody is at one.
 */
export async function claimShard(
  ctx: ServiceContext,
  { runId, now }: { runId: string | null; now: Date },
): Promise<ClaimedShard | null> {
  const leaseToken = ctx.newId();
  const at = instantSql(now);
  const until = instantSql(new Date(now.getTime() + SHARD_LEASE_MS));
  const [, claimed] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`),
    db.execute(sql`
      with due as (
        select s.run_id, s.position
        from reconciliation_shards s join reconciliation_runs r on r.id = s.run_id
        where s.status = 'pending' and s.run_after <= ${at} and r.status = 'running'
          and (${runId}::text is null or s.run_id = ${runId})
          and not exists (select from reconciliation_shards busy where busy.status = 'pending' and busy.lease_until > ${at})
        order by r.created_at, s.position
        limit 1
      ), taken as (
        update reconciliation_shards s
        set lease_token = ${leaseToken}::uuid, lease_until = ${until},
          attempts = s.attempts + (s.lease_until is not null)::int
        from due where s.run_id = due.run_id and s.position = due.position
        returning s.*
      )
      select t.run_id, t.position, t.kind, t.from_customer, t.to_customer, t.cursor, t.attempts,
        r.tolerance_percent::text, r.meter_tolerances, r.alert_thresholds, r.customer_id, r.period_start, r.period_end,
        r.objects_from, r.as_of, r.created_at
      from taken t join reconciliation_runs r on r.id = t.run_id`),
  ]);
  const [row] = claimed.rows;
  return row === undefined ? null : toShard(shardRow.parse(row), leaseToken);
}

function toShard(row: z.output<typeof shardRow>, leaseToken: string): ClaimedShard {
  const { period_start: start, period_end: end } = row;
  return {
    run: {
      id: row.run_id,
      tolerancePercent: row.tolerance_percent,
      meterTolerances: row.meter_tolerances,
      alertThresholds: row.alert_thresholds,
      customerId: row.customer_id,
      period: start === null || end === null ? null : { start, end },
      objectsFrom: row.objects_from,
      asOf: row.as_of,
      startedAt: row.created_at,
    },
    position: row.position,
    kind: row.kind,
    fromCustomer: row.from_customer,
    toCustomer: row.to_customer,
    cursor: row.cursor,
    attempts: row.attempts,
    leaseToken,
  };
}
