import { formatDateTime } from '../../format/dates.ts';
import { eventOutcomeMeaning, eventStatusWords } from '../../format/event-status.ts';
import type { EventDetails } from '../../services/events/get-event.ts';
import type { HistoryEntry } from '../../services/events/history.ts';
import { toPayloadText } from './payload-view.server.ts';
import type { TryView } from './tries-card.tsx';

const WHAT: Readonly<Record<HistoryEntry['what'], string>> = {
  failed: 'Failed',
  parked: 'Failed for the last time',
  deferred: 'Put off, through no fault of its own',
  taken_over: 'Taken over: its processor was not heard of again',
  replayed: 'Replayed',
};

export function toEventView(event: EventDetails, { locale, now }: { locale: string; now: Date }) {
  const at = (instant: Date) => formatDateTime(instant, locale);
  return {
    stripeEventId: event.stripeEventId,
    type: event.type,
    status: eventStatusWords(event.status, event.outcome),
    meaning: event.status === 'done' ? eventOutcomeMeaning(event.outcome) : null,
    /** It is worked on, or will be within the minute. */
    isUnderWay: event.status === 'processing' || (event.status === 'pending' && event.runAfter <= now),
    isDead: event.status === 'dead',
    isSettled: event.status === 'dead' || event.status === 'done',
    lastError: event.status === 'done' ? null : event.lastError,
    subject: event.subject,
    objectId: event.objectId,
    apiVersion: event.apiVersion ?? 'none',
    mode: event.livemode ? 'live' : 'test',
    created: at(event.stripeCreatedAt),
    received: at(event.receivedAt),
    foundBy: event.foundBy === 'sweep' ? 'our sweep of Stripe’s list' : 'delivery',
    finished: event.finishedAt === null ? null : at(event.finishedAt),
    nextTry: event.status === 'pending' ? at(event.runAfter) : null,
    counts: `${event.attempts} failures, ${event.deferrals} put off, ${event.takeovers} taken over`,
    customer:
      event.customerId === null || event.customerName === null
        ? null
        : { id: event.customerId, name: event.customerName },
    invoice:
      event.invoiceId === null || event.customerId === null
        ? null
        : {
            path: `/billing/invoices/${event.invoiceId}?customer_id=${event.customerId}`,
            number: event.invoiceNumber ?? 'Draft',
          },
    tries: event.history.map((entry, index) => toTry(entry, index, at)),
    payload: event.payload === null ? null : toPayloadText(event.payload),
    trimmed: event.payloadTrimmedAt === null ? null : at(event.payloadTrimmedAt),
  };
}

function toTry(entry: HistoryEntry, index: number, at: (instant: Date) => string): TryView {
  const by = entry.by === undefined ? null : `by ${entry.by}: ${entry.reason ?? ''}`;
  return {
    key: `${index}`,
    at: at(new Date(entry.at)),
    what: WHAT[entry.what],
    detail: entry.error ?? by,
  };
}
