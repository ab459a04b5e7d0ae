import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import type { auditRow } from './record.ts';

type AuditRow = ReturnType<typeof auditRow>;

/**
 * A conditional write and its audit row in one statement: the trail is written exactly when the write found its row.
 * `change` must have a `returning`; the statement returns one row when it changed something, none otherwise.
 */
export function audited(db: QueryBuilder, change: SQLWrapper, row: AuditRow) {
  return db.execute<{ id: string }>(sql`
    with changed as (${change.getSQL()})
    ${auditInsert(row)}
    returning id`);
}

/**
 * The same for what was read elsewhere: when the write finds that its row has moved on since, the whole batch fails, which
 * `isOutdated` tells.
 */
export function auditedUnlessOutdated(db: QueryBuilder, change: SQLWrapper, row: AuditRow) {
  return db.execute(sql`
    with changed as (${change.getSQL()}), trail as (${auditInsert(row)})
    select refuse_outdated_reading(${`${row.objectType} ${row.objectId}`}) where not exists (select from changed)`);
}

function auditInsert(row: AuditRow): SQL {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return sql`
    insert into ${schema.billingAudit}
      (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, customer_id,
       before, after, request_id, ip, user_agent)
    select ${row.occurredAt.toISOString()}::timestamptz, ${row.actorKind}, ${row.actorId}, ${row.actorRole},
           ${row.action}, ${row.objectType}, ${row.objectId}, ${row.customerId ?? null}::uuid,
           ${json(row.before)}::jsonb, ${json(row.after)}::jsonb,
           ${row.requestId}, ${row.ip ?? null}::text, ${row.userAgent ?? null}::text
      from changed`;
}
