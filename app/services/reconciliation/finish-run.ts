import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { ACKNOWLEDGED } from './acknowledged-sql.ts';

interface RunCounts extends Record<string, unknown> {
  shards_left: number;
  shards_failed: number;
  error: string | null;
  differences: number;
  alarming: number;
}

/**
 * Ends a run whose shards have all ended, once, whoever is there first; tells staff when differences are beyond the
 * thresholds. True when the run has ended.
 */
export async function finishRun(
  ctx: ServiceContext,
  { runId, now }: { runId: string; now: Date },
): Promise<boolean> {
  const [counted] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<RunCounts>(sql`
      select count(*) filter (where s.status = 'pending')::int as shards_left,
        count(*) filter (where s.status = 'failed')::int as shards_failed,
        ${errorsSql(runId)} as error,
        (select count(*) from reconciliation_differences d
          where d.run_id = ${runId} and not ${ACKNOWLEDGED})::int as differences,
        (select count(*) from reconciliation_differences d
          where d.run_id = ${runId} and d.alerted and not ${ACKNOWLEDGED})::int as alarming
      from reconciliation_shards s where s.run_id = ${runId}`),
  ]);
  const [counts] = counted.rows;
  if (counts === undefined || counts.shards_left > 0) return false;
  const status = counts.shards_failed > 0 ? 'failed' : 'succeeded';
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      sql`update reconciliation_runs set status = ${status}, finished_at = ${instantSql(now)},
            error = ${counts.error}
          where id = ${runId} and status = 'running' returning id`,
      auditRow(
        { ...ctx, now },
        {
          action: 'reconciliation.finished',
          objectType: 'reconciliation_run',
          objectId: runId,
          after: { status, differences: counts.differences, alarming: counts.alarming, error: counts.error },
        },
      ),
    ),
    db.execute(sql`delete from reconciliation_seen where run_id = ${runId}`),
    queueNotifications(db, { notifications: noticesOf(runId, counts), now }),
  ]);
  return true;
}

/** What made shards fail, each cause told once, by one of the requests that Stripe refused for it. */
function errorsSql(runId: string): SQL {
  return sql`(
    select string_agg(cause.told, '; ' order by cause.told)
    from (
      select string_agg(distinct f.kind, ', ') || case when count(*) > 1 then ' (' || count(*) || ' parts)' else '' end
        || ': ' || min(f.last_error) as told
      from reconciliation_shards f
      where f.run_id = ${runId} and f.status = 'failed'
      group by regexp_replace(f.last_error, ' [(]Stripe request [^)]*[)]$', '')
    ) as cause
  )`;
}

function noticesOf(runId: string, { alarming, differences, shards_failed: failed, error }: RunCounts) {
  if (alarming === 0 && failed === 0) return [];
  const found = `${differences} ${differences === 1 ? 'difference' : 'differences'}, ${alarming} beyond the thresholds.`;
  return alertStaff({
    kind: 'reconciliation.differences_found',
    key: `reconciliation:${runId}`,
    title: failed > 0 ? 'A reconciliation could not compare everything' : 'Our books and Stripe’s differ',
    text: error === null ? found : `${found} ${error}`,
    path: `/admin/billing/reconciliation/${runId}`,
  });
}

/** Runs whose worker died between its last step and their end. */
export async function finishEndedRuns(ctx: ServiceContext, now: Date): Promise<void> {
  const [ended] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<{ id: string }>(sql`
      select r.id from reconciliation_runs r
      where r.status = 'running' and not exists (
        select from reconciliation_shards s where s.run_id = r.id and s.status = 'pending'
      )`),
  ]);
  for (const { id } of ended.rows) await finishRun(ctx, { runId: id, now });
}
