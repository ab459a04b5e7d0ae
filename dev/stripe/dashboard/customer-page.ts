import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import { DECLINES, TEST_CARDS } from '../payments/test-cards.ts';
import { requireCustomer } from '../state/lookups.ts';
import { action, facts, type Html, heading, html, type Page, state, table, time } from './html.ts';
import { subscriptionActions } from './subscription-page.ts';
import { endOf, invoicesTable } from './tables.ts';

export function customerPage(ctx: Context, id: string): Page {
  const { store } = ctx;
  const customer = requireCustomer(ctx, id, 'id', 'path');
  const methods = store.paymentMethods.by('customer', id).reverse();
  const subscriptions = store.subscriptions.by('customer', id).reverse();
  const invoices = store.invoices.by('customer', id).reverse();
  const usesByDefault = customer.invoice_settings.default_payment_method;
  const body = html`
<h1>${customer.name ?? customer.id}${customer.delinquent ? state('past_due') : ''}</h1>
${facts([
  ['Id', html`<code>${customer.id}</code>`],
  ['Email', customer.email],
  ['Country', customer.address?.country ?? '–'],
  ['Balance', customer.currency ? formatAmount(String(customer.balance), customer.currency) : '–'],
  ['Metadata', html`<code>${JSON.stringify(customer.metadata)}</code>`],
])}
<h2>Behind our back</h2>
<div class="card padded">${action(`customers/${id}/edit`, 'Change name and email', [
    html`<input name="name" aria-label="Name" value="${customer.name ?? ''}"><input name="email" aria-label="Email" value="${customer.email ?? ''}">`,
  ])}</div>
${heading('Cards', methods.length)}
${table(
  [
    { title: 'Card', kind: 'text' },
    { title: 'Expires' },
    { title: 'Default' },
    { title: 'Next charge' },
    { title: '', kind: 'actions' },
  ],
  methods.map((method) => [
    `${method.card?.brand ?? ''} •••• ${method.card?.last4 ?? ''} (${store.cards.get(method.id)?.card ?? ''})`,
    `${method.card?.exp_month}/${method.card?.exp_year}`,
    method.id === usesByDefault ? 'yes' : '',
    store.cards.get(method.id)?.fails ?? 'as the card does',
    [
      action(`payment_methods/${method.id}/fail`, 'Refuse the next charge', [declineField()]),
      method.id === usesByDefault
        ? ''
        : action(`customers/${id}/default`, 'Make default', [hidden('payment_method', method.id)]),
    ],
  ]),
  'No card yet.',
)}
<div class="actions">${action(`customers/${id}/card`, 'Attach and make default', [cardField()])}</div>
${heading('Subscriptions', subscriptions.length)}
${table(
  [
    { title: 'Id' },
    { title: 'Status', kind: 'state-cell' },
    { title: 'Period', kind: 'text' },
    { title: 'Ends' },
    { title: '', kind: 'actions' },
  ],
  subscriptions.map((subscription) => {
    const [item] = store.subscriptionItems.by('subscription', subscription.id);
    return [
      html`<a href="/_dashboard/subscriptions/${subscription.id}"><code>${subscription.id}</code></a>`,
      state(subscription.status),
      `${time(item?.current_period_start)} to ${time(item?.current_period_end)}`,
      endOf(subscription) === null ? '' : time(endOf(subscription)),
      subscriptionActions(subscription),
    ];
  }),
  'No subscription yet.',
)}
${heading('Invoices', invoices.length)}${invoicesTable(ctx, invoices)}`;
  return { title: customer.name ?? customer.id, body };
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

function cardField(): Html {
  const names = Object.keys(TEST_CARDS).filter((name) => !TEST_CARDS[name]?.attachDecline);
  return html`<select name="card" aria-label="Card">${names.map((name) => html`<option>${name}</option>`)}</select>`;
}

function declineField(): Html {
  return html`<select name="reason" aria-label="Reason">${Object.keys(DECLINES).map((name) => html`<option>${name}</option>`)}</select>`;
}
