import { formatDateTime } from '../../format/dates.ts';
import { eventStatusWords } from '../../format/event-status.ts';
import { formatCount } from '../../format/metric.ts';
import { EVENT_STATUSES, type EventFilter, type EventStatus } from '../../services/events/event-filter.ts';
import type { EventPage, EventSummary } from '../../services/events/list-events.ts';
import type { StatusTab } from './event-filters.tsx';
import { cursorText, filterFields, filterSearch } from './events-query.ts';
import type { EventRow } from './events-table.tsx';

const LABELS: Readonly<Record<EventStatus, string>> = {
  pending: 'Waiting',
  processing: 'In progress',
  done: 'Done',
  dead: 'Dead',
};

export function toEventsView(page: EventPage, { filter, locale }: { filter: EventFilter; locale: string }) {
  const search = filterSearch(filter);
  const next = page.next === null ? null : new URLSearchParams(search);
  if (next !== null && page.next !== null) next.set('after', cursorText(page.next));
  return {
    rows: page.events.map((event) => toRow(event, locale)),
    tabs: toTabs(page, filter, locale),
    fields: filterFields(filter),
    next: next === null ? null : `?${next}`,
    first: `?${search}`,
    canReplay: filter.status === 'dead' || filter.status === 'done',
  };
}

function toRow(event: EventSummary, locale: string): EventRow {
  const isOpen = event.status === 'dead' || event.status === 'pending';
  return {
    stripeEventId: event.stripeEventId,
    type: event.type,
    status: eventStatusWords(event.status, event.outcome),
    note: isOpen ? event.lastError : null,
    object: event.objectId,
    customer: event.customer,
    received: formatDateTime(event.receivedAt, locale),
    wasSwept: event.foundBy === 'sweep',
  };
}

function toTabs({ counts }: EventPage, filter: EventFilter, locale: string): StatusTab[] {
  const { status: current, ...rest } = filter;
  const tab = (status: EventStatus | undefined): StatusTab => ({
    label: status === undefined ? 'All' : LABELS[status],
    count: status === undefined || status === 'done' ? null : formatCount(counts[status], locale),
    to: `?${filterSearch(status === undefined ? rest : { ...rest, status })}`,
    isCurrent: status === current,
  });
  return [tab(undefined), ...EVENT_STATUSES.map(tab)];
}
