import { z } from 'zod';
import type { AuditCursor, AuditFilters } from '../../services/audit/audit-entry.ts';
import { dateOrInstant, endOf, isEmptyRange, startOf } from './date-range.ts';

const MAX_TEXT = 255;
const MAX_LIMIT = 100;

const word = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_TEXT, `may have at most ${MAX_TEXT} characters`);
const beginning = word.meta({ description: 'The whole, or its beginning and `*`' });
const limitMessage = `must be a whole number from 1 to ${MAX_LIMIT}`;

const filterFields = {
  actor: beginning.optional(),
  role: z
    .enum(['publisher', 'admin', 'readonly', 'system'], {
      error: 'must be publisher, admin, readonly or system',
    })
    .optional(),
  action: beginning.optional(),
  object_type: word.optional(),
  object_id: beginning.optional(),
  customer_id: z.guid('must be a uuid').optional(),
  request_id: word.optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
};

const ORDER = { path: ['from'], error: 'must not be after to' };

export const auditFiltersSchema = z
  .object(filterFields)
  .refine(({ from, to }) => !isEmptyRange(from, to), ORDER);

export const auditQuerySchema = z
  .object({
    ...filterFields,
    cursor: z
      .string()
      .regex(/^\d{1,15}\.\d{1,18}$/, 'must be the next_cursor of an earlier page')
      .transform(toCursor)
      .optional(),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,2}$/, limitMessage)
      .transform(Number)
      .refine((value) => value <= MAX_LIMIT, limitMessage)
      .default(50),
  })
  .refine(({ from, to }) => !isEmptyRange(from, to), ORDER);

export interface AuditQuery {
  filters: AuditFilters;
  after: AuditCursor | null;
  limit: number;
}

export function toAuditQuery(query: z.output<typeof auditQuerySchema>): AuditQuery {
  const { cursor, limit, ...filters } = query;
  return { filters: toAuditFilters(filters), after: cursor ?? null, limit };
}

export function cursorToText({ occurredAt, id }: AuditCursor): string {
  return `${occurredAt.getTime()}.${id}`;
}

function toCursor(text: string): AuditCursor {
  const [at = '0', id = '0'] = text.split('.');
  return { occurredAt: new Date(Number(at)), id: BigInt(id) };
}

/** `to` is excluded as an instant and included, the whole UTC day, as a date. */
export function toAuditFilters(query: z.output<typeof auditFiltersSchema>): AuditFilters {
  return {
    ...(query.actor && { actor: query.actor }),
    ...(query.role && { role: query.role }),
    ...(query.action && { action: query.action }),
    ...(query.object_type && { objectType: query.object_type }),
    ...(query.object_id && { objectId: query.object_id }),
    ...(query.customer_id && { customerId: query.customer_id.toLowerCase() }),
    ...(query.request_id && { requestId: query.request_id }),
    ...(query.from && { from: startOf(query.from) }),
    ...(query.to && { before: endOf(query.to) }),
  };
}
