import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import type { Customer, Invoice, SubscriptionRecord } from '../state/records.ts';
import { type Html, html, state, table, time } from './html.ts';

export function customersTable(customers: readonly Customer[]): Html {
  return table(
    [
      { title: 'Name', kind: 'text' },
      { title: 'Email' },
      { title: 'Currency' },
      { title: 'Balance', kind: 'amount' },
      { title: 'Id' },
    ],
    customers.map((customer) => [
      html`<a href="/_dashboard/customers/${customer.id}">${customer.name ?? customer.id}</a>`,
      customer.email,
      customer.currency?.toUpperCase(),
      customer.currency ? formatAmount(String(customer.balance), customer.currency) : '',
      html`<code>${customer.id}</code>`,
    ]),
    'No customer yet.',
  );
}

export function subscriptionsTable({ store }: Context, subscriptions: readonly SubscriptionRecord[]): Html {
  return table(
    [
      { title: 'Customer', kind: 'text' },
      { title: 'Status', kind: 'state-cell' },
      { title: 'Items', kind: 'text' },
      { title: 'Then' },
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
        thenText(subscription, items[0]?.current_period_end),
        html`<a href="/_dashboard/subscriptions/${subscription.id}"><code>${subscription.id}</code></a>`,
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

function thenText(subscription: SubscriptionRecord, periodEnd: number | undefined): string {
  if (subscription.ended_at !== null) return `ended ${time(subscription.ended_at)}`;
  return subscription.cancel_at === null
    ? `renews ${time(periodEnd)}`
    : `ends ${time(subscription.cancel_at)}`;
}

/** When a subscription ended, or is to end; null: it goes on. */
export function endOf(subscription: SubscriptionRecord): number | null {
  return subscription.ended_at ?? subscription.cancel_at;
}
