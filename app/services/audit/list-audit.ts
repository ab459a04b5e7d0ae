import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { AuditCursor, AuditEntry, AuditFilters } from './audit-entry.ts';
import { type SealState, selectSealState, toSealState } from './chain/select-seal-state.ts';
import { selectAudit, toAuditEntry } from './select-audit.ts';

export interface ListAuditInput {
  filters: AuditFilters;
  after: AuditCursor | null;
  limit: number;
}

export interface AuditPage {
  /** Newest first. */
  entries: readonly AuditEntry[];
  /** Null on the last page. */
  next: AuditCursor | null;
  seal: SealState;
}

/** One page of the audit trail and how far it is sealed. Staff only; one trip. */
export async function listAudit(
  ctx: ServiceContext,
  { filters, after, limit }: ListAuditInput,
): Promise<AuditPage> {
  requireStaff(ctx.actor);
  const [rows, seal] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    selectAudit(db, { filters, after, limit: limit + 1 }),
    db.execute(selectSealState()),
  ]);
  const entries = rows.slice(0, limit).map(toAuditEntry);
  const last = entries.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    entries,
    next: hasMore ? { occurredAt: last.occurredAt, id: last.id } : null,
    seal: toSealState(seal.rows[0]),
  };
}
