import type { schema } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import { type JsonValue, toJson } from './to-json.ts';

type AuditRow = typeof schema.billingAudit.$inferInsert;

export interface AuditEntry {
  /** `<object>.<what happened>`, e.g. `invoice.mirrored`. */
  action: string;
  objectType: string;
  objectId: string;
  customerId?: string | null;
  before?: unknown;
  after?: unknown;
}

/**
 * The trail of one change, as the value for `insert(schema.billingAudit)`: it belongs in the batch or transaction of
 * the change itself, so that neither exists without the other.
 */
export function auditRow(
  ctx: Pick<ServiceContext, 'actor' | 'now' | 'requestId' | 'origin'>,
  entry: AuditEntry,
): AuditRow {
  return {
    occurredAt: ctx.now,
    ...actorColumns(ctx.actor),
    action: entry.action,
    objectType: entry.objectType,
    objectId: entry.objectId,
    customerId: entry.customerId ?? null,
    before: snapshot(entry.before),
    after: snapshot(entry.after),
    requestId: ctx.requestId,
    ip: ctx.origin.ip,
    userAgent: ctx.origin.userAgent,
  };
}

function actorColumns(actor: ServiceContext['actor']): Pick<AuditRow, 'actorKind' | 'actorId' | 'actorRole'> {
  if (actor.kind === 'system') return { actorKind: 'system', actorId: actor.name, actorRole: 'system' };
  return { actorKind: actor.kind, actorId: actor.id, actorRole: actor.role };
}

function snapshot(value: unknown): JsonValue {
  return value === undefined ? null : toJson(value);
}
