import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import type { Invoice } from '../state/records.ts';
import { deliveriesTable } from './event-pages.ts';
import { type Html, html, state, table, time } from './html.ts';

const SHOWN = 50;

export function overviewPage(ctx: Context): Html {
  const { store } = ctx;
  const customers = store.customers.newestFirst();
  const subscriptions = store.subscriptions.newestFirst();
  const endpoints = store.webhookEndpoints.newestFirst();
  return html`
<h2>Customers</h2>
${table(
  [
    { title: 'Name' },
    { title: 'Email' },
    { title: 'Currency' },
    { title: 'Balance', kind: 'amount' },
    { title: 'Id' },
  ],
  customers
    .slice(0, SHOWN)
    .map((customer) => [
      html`<a href="/_dashboard/customers/${customer.id}">${customer.name ?? customer.id}</a>`,
      customer.email,
      customer.currency?.toUpperCase(),
      customer.currency ? formatAmount(String(customer.balance), customer.currency) : '',
      html`<code>${customer.id}</code>`,
    ]),
  'No customer yet.',
)}
<h2>Subscriptions</h2>
${table(
  [{ title: 'Customer' }, { title: 'Items' }, { title: 'Status' }, { title: 'Renews' }, { title: 'Id' }],
  subscriptions.slice(0, SHOWN).map((subscription) => {
    const items = store.subscriptionItems.by('subscription', subscription.id);
    return [
      html`<a href="/_dashboard/customers/${subscription.customer}">${store.customers.get(subscription.customer)?.name ?? subscription.customer}</a>`,
      items
        .map((item) => store.products.get(store.prices.get(item.price)?.product ?? '')?.name ?? item.price)
        .join(', '),
      state(subscription.status),
      time(items[0]?.current_period_end),
      html`<code>${subscription.id}</code>`,
    ];
  }),
  'No subscription yet.',
)}
<h2>Invoices</h2>${invoicesTable(ctx, store.invoices.newestFirst().slice(0, SHOWN))}
<h2>Webhook endpoints</h2>
${table(
  [{ title: 'URL' }, { title: 'Events', kind: 'text' }, { title: 'Status' }],
  endpoints.map((endpoint) => [endpoint.url, endpoint.enabled_events.join(', '), state(endpoint.status)]),
  'No endpoint listens.',
)}
<h2>Latest deliveries</h2>${deliveriesTable(ctx, store.deliveries.newestFirst().slice(0, SHOWN))}`;
}

export function invoicesTable(ctx: Context, invoices: readonly Invoice[]): Html {
  return table(
    [
      { title: 'Number' },
      { title: 'Customer' },
      { title: 'Created' },
      { title: 'Status' },
      { title: 'Total', kind: 'amount' },
      { title: 'Remaining', kind: 'amount' },
    ],
    invoices.map((invoice) => [
      html`<a href="/_dashboard/invoices/${invoice.id}">${invoice.number ?? 'draft'}</a>`,
      ctx.store.customers.get(invoice.customer ?? '')?.name ?? invoice.customer,
      time(invoice.created),
      state(invoice.status),
      formatAmount(String(invoice.total), invoice.currency),
      formatAmount(String(invoice.amount_remaining), invoice.currency),
    ]),
    'No invoice yet.',
  );
}
