import { z } from 'zod';
import { parseQuery } from '../../http/api/parse-query.ts';
import type { InboxQuery } from './inbox-view.server.ts';

const MAX_PAGE = 10_000;
const PAGE = `must be a whole number from 1 to ${MAX_PAGE}`;

const inboxQuerySchema = z.object({
  page: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, PAGE)
    .transform(Number)
    .refine((page) => page <= MAX_PAGE, PAGE)
    .default(1),
  unread_only: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .default(false),
});

/** Throws `invalid_request` naming every field that is wrong. */
export function parseInboxQuery(search: URLSearchParams): InboxQuery {
  const { page, unread_only: unreadOnly } = parseQuery(inboxQuerySchema, search);
  return { page, unreadOnly };
}
