import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import type { Invoice, SubscriptionRecord } from '../state/records.ts';
import { deliveriesTable } from './event-pages.ts';
import { type Html, heading, html, type Page, state, table, time } from './html.ts';

const SHOWN = 50;
const DELIVERIES_SHOWN = 10;

export function overviewPage(ctx: Context): Page {
  const { customers, subscriptions, invoices, webhookEndpoints, deliveries } = ctx.store;
  return {
    title: 'Overview',
    body: html`
${heading('Customers', customers.size)}${customersTable(ctx)}
${heading('Subscriptions', subscriptions.size)}${subscriptionsTable(ctx, subscriptions.newestFirst().slice(0, SHOWN))}
${heading('Invoices', invoices.size)}${invoicesTable(ctx, invoices.newestFirst().slice(0, SHOWN))}
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
<p class="more"><a href="/_dashboard/deliveries">All deliveries</a></p>`,
  };
}

function customersTable({ store }: Context): Html {
  return table(
    [
      { title: 'Name', kind: 'text' },
      { title: 'Email' },
      { title: 'Currency' },
      { title: 'Balance', kind: 'amount' },
      { title: 'Id' },
    ],
    store.customers
      .newestFirst()
      .slice(0, SHOWN)
      .map((customer) => [
        html`<a href="/_dashboard/customers/${customer.id}">${customer.name ?? customer.id}</a>`,
        customer.email,
        customer.currency?.toUpperCase(),
        customer.currency ? formatAmount(String(customer.balance), customer.currency) : '',
        html`<code>${customer.id}</code>`,
      ]),
    'No customer yet.',
  );
}

function subscriptionsTable({ store }: Context, subscriptions: readonly SubscriptionRecord[]): Html {
  return table(
    [
      { title: 'Customer', kind: 'text' },
      { title: 'Status', kind: 'state-cell' },
      { title: 'Items', kind: 'text' },
      { title: 'Renews' },
      { title: 'Id' },
    ],
    subscriptions.map((subscription) => {
      const items = store.subscriptionItems.by('subscription', subscription.id);
      const names = items.map(
        (item) => store.products.get(store.prices.get(item.price)?.product ?? '')?.name ?? item.price,
      );
      const customer = store.customers.get(subscription.customer)?.name ?? subscription.customer;
      return [
        html`<a href="/_dashboard/customers/${subscription.customer}">${customer}</a>`,
        state(subscription.status),
        names.join(', '),
        time(items[0]?.current_period_end),
        html`<code>${subscription.id}</code>`,
      ];
    }),
    'No subscription yet.',
  );
}

export function invoicesTable(ctx: Context, invoices: readonly Invoice[]): Html {
  return table(
    [
      { title: 'Number' },
      { title: 'Status', kind: 'state-cell' },
      { title: 'Customer', kind: 'text' },
      { title: 'Created' },
      { title: 'Total', kind: 'amount' },
      { title: 'Remaining', kind: 'amount' },
    ],
    invoices.map((invoice) => [
      html`<a href="/_dashboard/invoices/${invoice.id}">${invoice.number ?? 'Draft'}</a>`,
      state(invoice.status),
      ctx.store.customers.get(invoice.customer ?? '')?.name ?? invoice.customer,
      time(invoice.created),
      formatAmount(String(invoice.total), invoice.currency),
      formatAmount(String(invoice.amount_remaining), invoice.currency),
    ]),
    'No invoice yet.',
  );
}
