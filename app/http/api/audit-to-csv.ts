import { CSV_BYTE_ORDER_MARK, csvLine } from '../../format/csv.ts';
import type { AuditEntry } from '../../services/audit/audit-entry.ts';

const HEADER = [
  'id',
  'occurred_at',
  'actor_kind',
  'actor_id',
  'actor_role',
  'action',
  'object_type',
  'object_id',
  'customer_id',
  'before',
  'after',
  'request_id',
  'ip',
  'user_agent',
];

/** A page of the export is made when the reader has taken the one before it. */
export function auditToCsv(pages: AsyncGenerator<readonly AuditEntry[]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(CSV_BYTE_ORDER_MARK + csvLine(HEADER)));
    },
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map(toLine).join('')));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

function toLine(entry: AuditEntry): string {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return csvLine([
    entry.id.toString(),
    entry.occurredAt.toISOString(),
    entry.actor.kind,
    entry.actor.id,
    entry.actor.role,
    entry.action,
    entry.object.type,
    entry.object.id,
    entry.customerId,
    json(entry.before),
    json(entry.after),
    entry.requestId,
    entry.ip,
    entry.userAgent,
  ]);
}
