import { z } from 'zod';
import { EVENT_STATUSES, type EventFilter } from '../../services/events/event-filter.ts';
import type { EventCursor } from '../../services/events/list-events.ts';

const blank = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);

const querySchema = z.object({
  status: z.preprocess(blank, z.enum(EVENT_STATUSES).optional()),
  type: z.preprocess(
    blank,
    z
      .string()
      .trim()
      .max(100)
      .regex(/^[\w.]+(\.\*)?$/)
      .optional(),
  ),
  q: z.preprocess(blank, z.string().trim().max(100).optional()),
  after: z.preprocess(
    blank,
    z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f-]{36}$/)
      .transform((text): EventCursor => {
        const [at = '', id = ''] = text.split('_');
        return { receivedAt: new Date(at), id };
      })
      .refine(({ receivedAt, id }) => !Number.isNaN(receivedAt.getTime()) && z.guid().safeParse(id).success)
      .optional(),
  ),
});

export interface EventsQuery {
  filter: EventFilter;
  after: EventCursor | null;
}

/** What the address or the form asks for; null when it is nonsense. */
export function parseEventsQuery(fields: Iterable<[string, unknown]>): EventsQuery | null {
  const parsed = querySchema.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return null;
  const { status, type, q, after } = parsed.data;
  return {
    filter: {
      ...(status !== undefined && { status }),
      ...(type !== undefined && { type }),
      ...(q !== undefined && { search: q }),
    },
    after: after ?? null,
  };
}

export function cursorText({ receivedAt, id }: EventCursor): string {
  return `${receivedAt.toISOString()}_${id}`;
}

/** The address of the list with this filter, and no page. */
export function filterSearch({ status, type, search }: EventFilter): URLSearchParams {
  const fields = { status, type, q: search };
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
