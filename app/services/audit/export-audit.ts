import { schema } from '../../db/client.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { AuditCursor, AuditEntry, AuditFilters } from './audit-entry.ts';
import { auditRow } from './record.ts';
import { selectAudit, toAuditEntry } from './select-audit.ts';

const ROWS_PER_PAGE = 2_000;

/**
 * Every row that the filters let through, newest first, a page in memory at a time; a page is fetched when the reader
 * asks for it. That somebody took the trail away is part of the trail. Staff only.
 */
export async function* exportAudit(
  ctx: ServiceContext,
  { filters, rowsPerPage = ROWS_PER_PAGE }: { filters: AuditFilters; rowsPerPage?: number },
): AsyncGenerator<readonly AuditEntry[], void, undefined> {
  requireStaff(ctx.actor);
  const scope = scopeOf(ctx.actor);
  const exported = auditRow(ctx, {
    action: 'audit.exported',
    objectType: 'audit',
    objectId: 'csv',
    customerId: filters.customerId ?? null,
    after: { filters },
  });
  const [, first] = await ctx.db.batch(scope, (db) => [
    db.insert(schema.billingAudit).values(exported),
    selectAudit(db, { filters, after: null, limit: rowsPerPage }),
  ]);
  for (let rows = first; rows.length > 0; ) {
    const entries = rows.map(toAuditEntry);
    yield entries;
    const last = entries.at(-1);
    if (rows.length < rowsPerPage || last === undefined) return;
    const after: AuditCursor = { occurredAt: last.occurredAt, id: last.id };
    [rows] = await ctx.db.batch(scope, (db) => [selectAudit(db, { filters, after, limit: rowsPerPage })]);
  }
}
