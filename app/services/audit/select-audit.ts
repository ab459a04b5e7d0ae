import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { matchesTextSql } from '../../db/sql-text.ts';
import { instantSql } from '../../db/sql-time.ts';
import type { AuditCursor, AuditEntry, AuditFilters } from './audit-entry.ts';
import type { JsonValue } from './to-json.ts';

export interface SelectAudit {
  filters: AuditFilters;
  after: AuditCursor | null;
  limit: number;
}

/** Newest first, a page at a time by key, so that the last page costs what the first one does. */
export function selectAudit(db: QueryBuilder, { filters, after, limit }: SelectAudit) {
  const { billingAudit: t } = schema;
  return db
    .select()
    .from(t)
    .where(and(...conditions(filters), after === null ? undefined : isAfter(after)))
    .orderBy(desc(t.occurredAt), desc(t.id))
    .limit(limit);
}

function conditions(filters: AuditFilters): SQL[] {
  const { billingAudit: t } = schema;
  return [
    filters.actor !== undefined && matchesTextSql(sql`${t.actorId}`, filters.actor),
    filters.role !== undefined && eq(t.actorRole, filters.role),
    filters.action !== undefined && matchesTextSql(sql`${t.action}`, filters.action),
    filters.objectType !== undefined && eq(t.objectType, filters.objectType),
    filters.objectId !== undefined && matchesTextSql(sql`${t.objectId}`, filters.objectId),
    filters.customerId !== undefined && eq(t.customerId, filters.customerId),
    filters.requestId !== undefined && eq(t.requestId, filters.requestId),
    filters.from !== undefined && gte(t.occurredAt, filters.from),
    filters.before !== undefined && lt(t.occurredAt, filters.before),
  ].filter((condition) => condition !== false);
}

function isAfter({ occurredAt, id }: AuditCursor): SQL {
  const { billingAudit: t } = schema;
  return sql`(${t.occurredAt}, ${t.id}) < (${instantSql(occurredAt)}, ${id.toString()}::bigint)`;
}

export function toAuditEntry(row: Awaited<ReturnType<typeof selectAudit>>[number]): AuditEntry {
  return {
    id: row.id,
    occurredAt: row.occurredAt,
    actor: { kind: row.actorKind, id: row.actorId, role: row.actorRole },
    action: row.action,
    object: { type: row.objectType, id: row.objectId },
    customerId: row.customerId,
    before: row.before as JsonValue,
    after: row.after as JsonValue,
    requestId: row.requestId,
    ip: row.ip,
    userAgent: row.userAgent,
  };
}
