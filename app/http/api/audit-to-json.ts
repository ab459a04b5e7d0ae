import type { AuditEntry } from '../../services/audit/audit-entry.ts';
import { describeFault } from '../../services/audit/chain/chain-fault.ts';
import type { AuditVerification } from '../../services/audit/chain/verify-audit.ts';
import type { AuditPage } from '../../services/audit/list-audit.ts';
import { cursorToText } from './audit-query.ts';
import type { AuditEntryJson, AuditPageJson, AuditVerificationJson } from './audit-schemas.ts';

export function auditPageToJson({ entries, next }: AuditPage): AuditPageJson {
  return {
    entries: entries.map(auditEntryToJson),
    next_cursor: next === null ? null : cursorToText(next),
  };
}

function auditEntryToJson(entry: AuditEntry): AuditEntryJson {
  return {
    id: entry.id.toString(),
    occurred_at: entry.occurredAt.toISOString(),
    actor: entry.actor,
    action: entry.action,
    object: entry.object,
    customer_id: entry.customerId,
    before: entry.before,
    after: entry.after,
    request_id: entry.requestId,
    ip: entry.ip,
    user_agent: entry.userAgent,
  };
}

export function auditVerificationToJson(found: AuditVerification): AuditVerificationJson {
  const { head, fault } = found;
  return {
    status: found.status,
    checked: found.checked,
    checked_through: found.checkedThrough,
    unsealed: found.unsealed,
    head: head && { position: head.position, hash: head.hash, sealed_at: head.sealedAt.toISOString() },
    fault: fault && {
      kind: fault.kind,
      position: fault.position,
      audit_id: fault.auditId,
      message: describeFault(fault),
    },
  };
}
