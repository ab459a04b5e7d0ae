import { type SQL, sql } from 'drizzle-orm';
import type { auditRow } from './record.ts';

/**
 * The audit rows of a set-based change, as the last part of its statement: each is written if the change returned its
 * object's `id`. `changed` names that CTE. Answers one row an audit row.
 */
export function auditEach(changed: SQL, rows: readonly ReturnType<typeof auditRow>[]): SQL {
  return sql`
    insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
      customer_id, before, after, request_id, ip, user_agent)
    select r."occurredAt", r."actorKind", r."actorId", r."actorRole", r.action, r."objectType", r."objectId",
      r."customerId", r.before, r.after, r."requestId", r.ip, r."userAgent"
    from json_to_recordset(${JSON.stringify(rows)}::json) as r ("occurredAt" timestamptz, "actorKind" text,
      "actorId" text, "actorRole" text, action text, "objectType" text, "objectId" text, "customerId" uuid,
      before jsonb, after jsonb, "requestId" text, ip text, "userAgent" text)
    join ${changed} on ${changed}.id::text = r."objectId"
    returning object_id as id`;
}
