import type { Context } from '../context.ts';
import type { DeliveryRecord, EventRecord } from '../state/records.ts';
import { toEvent } from '../state/views.ts';
import { noSuch } from '../wire/errors.ts';
import { action, type Html, heading, html, type Page, state, table, time } from './html.ts';

export function eventsTable({ store }: Context, events: readonly EventRecord[]): Html {
  return table(
    [
      { title: 'Type' },
      { title: 'Created' },
      { title: 'Object' },
      { title: 'Pending webhooks', kind: 'amount' },
    ],
    events.map((event) => [
      html`<a href="/_dashboard/events/${event.id}">${event.type}</a>`,
      time(event.created),
      html`<code>${'id' in event.data.object ? String(event.data.object.id) : event.data.object.object}</code>`,
      toEvent(store, event).pending_webhooks,
    ]),
    'Nothing has happened yet.',
  );
}

export function eventPage(ctx: Context, id: string): Page {
  const event = ctx.store.events.get(id);
  if (!event) throw noSuch('event', id, 'id', 'path');
  const deliveries = ctx.store.deliveries.by('event', id);
  const body = html`<h1>${event.type}</h1>
<div class="actions">${action(`events/${id}/resend`, 'Send again to every endpoint')}</div>
${heading('Deliveries', deliveries.length)}${deliveriesTable(ctx, deliveries)}
<h2>Payload</h2><div class="card"><pre>${JSON.stringify(toEvent(ctx.store, event), null, 2)}</pre></div>`;
  return { title: event.type, body };
}

export function deliveriesTable(ctx: Context, deliveries: readonly DeliveryRecord[]): Html {
  return table(
    [
      { title: 'Event' },
      { title: 'Status', kind: 'state-cell' },
      { title: 'Endpoint', kind: 'text' },
      { title: 'Attempts', kind: 'text' },
      { title: 'Next' },
    ],
    deliveries.map((delivery) => [
      html`<a href="/_dashboard/events/${delivery.event}">${delivery.eventType}</a>`,
      state(delivery.status),
      ctx.store.webhookEndpoints.get(delivery.endpoint)?.url ?? delivery.endpoint,
      delivery.attempts.map(({ at, outcome }) => `${time(at)}: ${outcome}`).join(' · '),
      delivery.nextAttemptAt === null ? '' : time(delivery.nextAttemptAt),
    ]),
    'Nothing was sent yet.',
  );
}
