import { z } from 'zod';
import { EVENT_STATUSES, type EventFilter } from '../../services/events/event-filter.ts';
import type { EventCursor } from '../../services/events/list-events.ts';

const blank = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);

const DAY_MS = 86_400_000;
/** The start of a UTC day. */
const day = z.iso
  .date()
  .transform((text) => new Date(`${text}T00:00:00.000Z`))
  .refine((at) => at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2200);

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
  from: z.preprocess(blank, day.optional()),
  to: z.preprocess(blank, day.optional()),
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
  const { status, type, q, from, to, after } = parsed.data;
  return {
    filter: {
      ...(status !== undefined && { status }),
      ...(type !== undefined && { type }),
      ...(q !== undefined && { search: q }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { before: new Date(to.getTime() + DAY_MS) }),
    },
    after: after ?? null,
  };
}

export function cursorText({ receivedAt, id }: EventCursor): string {
  return `${receivedAt.toISOString()}_${id}`;
}

/** The address of the list with this filter, and no page. */
export function filterSearch(filter: EventFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filterFields(filter)).filter(([, value]) => value !== ''));
}

export interface EventFields {
  status: string;
  type: string;
  q: string;
  /** UTC days, both included. */
  from: string;
  to: string;
}

/** The filter as the fields of a form. */
export function filterFields({ status, type, search, from, before }: EventFilter): EventFields {
  const dayOf = (at: Date | undefined) => at?.toISOString().slice(0, 10) ?? '';
  return {
    status: status ?? '',
    type: type ?? '',
    q: search ?? '',
    from: dayOf(from),
    to: dayOf(before && new Date(before.getTime() - DAY_MS)),
  };
}
