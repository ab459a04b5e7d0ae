import { z } from 'zod';
import { QUARANTINE_REASONS } from '../../domain/quarantine-reason.ts';

export const ROWS_PER_PAGE = 50;
const MAX_PAGE = 100_000;

/** Filters of the address; what makes no sense there shows the open rows. */
const schema = z.object({
  state: z.enum(['open', 'resolved', 'all']).catch('open'),
  reason: z.enum(QUARANTINE_REASONS).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(MAX_PAGE).catch(1),
});

export function parseQuarantineQuery(search: URLSearchParams): z.output<typeof schema> {
  return schema.parse({
    state: search.get('state') ?? 'open',
    reason: search.get('reason') ?? undefined,
    page: search.get('page') ?? 1,
  });
}
