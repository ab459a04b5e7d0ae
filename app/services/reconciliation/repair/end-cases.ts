import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import type { PendingAction } from './pending-action.ts';

/**
 * Open cases of a difference that a step of a later run repairs: what they put before a person is not so any more. Gone,
 * each with its audit row, and told anew when it comes back. One that was opened after that run began is left alone.
 */
export function endCases(
  ctx: ServiceContext,
  { pending, now }: { pending: Pick<PendingAction, 'run_id' | 'difference_key' | 'type'>; now: Date },
): SQL {
  const { run_id: runId, difference_key: key, type } = pending;
  const at = instantSql(now);
  const row = auditRow(ctx, {
    action: 'reconciliation.case_gone',
    objectType: 'reconciliation_case',
    objectId: '',
  });
  return sql`
    with gone as (
      update reconciliation_cases k set status = 'gone', gone_at = ${at}
      from reconciliation_runs r
      where r.id = ${runId} and k.difference_key = ${key} and k.status = 'open'
        and k.run_id <> r.id and k.created_at <= r.created_at
      returning k.id, k.customer_id
    )
    insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
      customer_id, before, after, request_id, ip, user_agent)
    select ${at}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action}, ${row.objectType}, id::text,
      customer_id, jsonb_build_object('status', 'open'),
      jsonb_build_object('status', 'gone', 'run', ${runId}::text, 'repair', ${type}::text), ${row.requestId},
      ${row.ip ?? null}::text, ${row.userAgent ?? null}::text
    from gone`;
}
