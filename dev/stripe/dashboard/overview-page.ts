import type { Context } from '../context.ts';
import { deliveriesTable } from './event-pages.ts';
import { heading, html, type Page, state, table } from './html.ts';
import { more } from './pager.ts';
import { customersTable, invoicesTable, subscriptionsTable } from './tables.ts';

const SHOWN = 50;
const DELIVERIES_SHOWN = 10;

export function overviewPage(ctx: Context): Page {
  const { customers, subscriptions, invoices, webhookEndpoints, deliveries } = ctx.store;
  return {
    title: 'Overview',
    body: html`
${heading('Customers', customers.size)}${customersTable(customers.newestFirst().slice(0, SHOWN))}
${more('customers', customers.size, SHOWN)}
${heading('Subscriptions', subscriptions.size)}${subscriptionsTable(ctx, subscriptions.newestFirst().slice(0, SHOWN))}
${more('subscriptions', subscriptions.size, SHOWN)}
${heading('Invoices', invoices.size)}${invoicesTable(ctx, invoices.newestFirst().slice(0, SHOWN))}
${more('invoices', invoices.size, SHOWN)}
${heading('Webhook endpoints', webhookEndpoints.size)}
${table(
  [
    { title: 'URL', kind: 'text' },
    { title: 'Status', kind: 'state-cell' },
    { title: 'Events', kind: 'text' },
  ],
  webhookEndpoints
    .newestFirst()
    .map((endpoint) => [endpoint.url, state(endpoint.status), endpoint.enabled_events.join(', ')]),
  'No endpoint listens.',
)}
${heading('Deliveries', deliveries.size)}${deliveriesTable(ctx, deliveries.newestFirst().slice(0, DELIVERIES_SHOWN))}
${more('deliveries', deliveries.size, DELIVERIES_SHOWN)}`,
  };
}
