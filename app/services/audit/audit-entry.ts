import type { JsonValue } from './to-json.ts';

/** One row of the trail, as staff reads it. */
export interface AuditEntry {
  id: bigint;
  occurredAt: Date;
  actor: { kind: string; id: string; role: string };
  action: string;
  object: { type: string; id: string };
  customerId: string | null;
  before: JsonValue;
  after: JsonValue;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

/** What to look for; each narrows the others down. Actor, action and object id may end with `*`: what begins so. */
export interface AuditFilters {
  actor?: string;
  role?: 'publisher' | 'admin' | 'readonly' | 'system';
  action?: string;
  objectType?: string;
  objectId?: string;
  customerId?: string;
  requestId?: string;
  from?: Date;
  /** Exclusive. */
  before?: Date;
}

/** Where a page ended: the next one goes on after this row. */
export interface AuditCursor {
  occurredAt: Date;
  id: bigint;
}
