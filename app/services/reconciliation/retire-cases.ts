import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import type { JudgedKey } from './difference.ts';

interface CasesToRetire {
  runId: string;
  judged: readonly JudgedKey[];
  now: Date;
}

/**
 * Cases, decided or not, whose difference a run has compared and not found any more: gone, each with its audit row, so
 * that the same difference is told again when it comes back. Where another one is found in its place, only a decision is
 * outlived; an open case stays with its person until a newer one follows it, or a repair ends it. One that was opened
 * after the run began is left alone.
 */
export function retireCases(ctx: ServiceContext, { runId, judged, now }: CasesToRetire): SQL {
  const at = instantSql(now);
  const row = auditRow(ctx, {
    action: 'reconciliation.case_gone',
    objectType: 'reconciliation_case',
    objectId: '',
  });
  return sql`
    with gone as (
      update reconciliation_cases k set status = 'gone', gone_at = ${at}
      from json_to_recordset(${JSON.stringify(judged)}::json) as j (key text, fingerprint text),
        reconciliation_runs r
      where r.id = ${runId} and k.difference_key = j.key and k.fingerprint is distinct from j.fingerprint
        and (k.status = 'closed' or (k.status = 'open' and j.fingerprint is null))
        and k.run_id <> r.id and k.created_at <= r.created_at
      returning k.id, k.customer_id, k.decided_at
    )
    insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
      customer_id, before, after, request_id, ip, user_agent)
    select ${at}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action}, ${row.objectType}, id::text,
      customer_id, jsonb_build_object('status', case when decided_at is null then 'open' else 'closed' end),
      jsonb_build_object('status', 'gone', 'run', ${runId}::text), ${row.requestId}, ${row.ip ?? null}::text,
      ${row.userAgent ?? null}::text
    from gone`;
}
