import type { Context } from '../context.ts';
import type { DeliveryRecord } from '../state/records.ts';
import { toEvent } from '../state/views.ts';
import { noSuch } from '../wire/errors.ts';
import { action, type Html, html, state, table, time } from './html.ts';

const SHOWN = 200;

export function eventsPage(ctx: Context): Html {
  const events = ctx.store.events.newestFirst().slice(0, SHOWN);
  return html`<h2>Events</h2>${table(
    [{ title: 'Type' }, { title: 'Created' }, { title: 'Object' }, { title: 'Pending', kind: 'amount' }],
    events.map((event) => [
      html`<a href="/_dashboard/events/${event.id}">${event.type}</a>`,
      time(event.created),
      html`<code>${'id' in event.data.object ? String(event.data.object.id) : event.data.object.object}</code>`,
      toEvent(ctx.store, event).pending_webhooks,
    ]),
    'Nothing has happened yet.',
  )}`;
}

export function eventPage(ctx: Context, id: string): Html {
  const event = ctx.store.events.get(id);
  if (!event) throw noSuch('event', id, 'id', 'path');
  return html`<h2>${event.type}</h2><p>${action(`events/${id}/resend`, 'Send again to every endpoint')}</p>
<h2>Deliveries</h2>${deliveriesTable(ctx, ctx.store.deliveries.by('event', id))}
<h2>Payload</h2><pre>${JSON.stringify(toEvent(ctx.store, event), null, 2)}</pre>`;
}

export function deliveriesTable(ctx: Context, deliveries: readonly DeliveryRecord[]): Html {
  return table(
    [
      { title: 'Event' },
      { title: 'Endpoint' },
      { title: 'Status' },
      { title: 'Attempts', kind: 'text' },
      { title: 'Next' },
    ],
    deliveries.map((delivery) => [
      html`<a href="/_dashboard/events/${delivery.event}">${delivery.eventType}</a>`,
      ctx.store.webhookEndpoints.get(delivery.endpoint)?.url ?? delivery.endpoint,
      state(delivery.status),
      delivery.attempts.map(({ at, outcome }) => `${time(at)}: ${outcome}`).join(' · '),
      time(delivery.nextAttemptAt),
    ]),
    'Nothing was sent yet.',
  );
}
