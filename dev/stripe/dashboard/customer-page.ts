import type { Context } from '../context.ts';
import { DECLINES, TEST_CARDS } from '../payments/test-cards.ts';
import { requireCustomer } from '../state/lookups.ts';
import { action, type Html, html, state, table, time } from './html.ts';
import { invoicesTable } from './overview-page.ts';

export function customerPage(ctx: Context, id: string): Html {
  const { store } = ctx;
  const customer = requireCustomer(ctx, id, 'id', 'path');
  const methods = store.paymentMethods.by('customer', id).reverse();
  const subscriptions = store.subscriptions.by('customer', id).reverse();
  const usesByDefault = customer.invoice_settings.default_payment_method;
  return html`
<h2>${customer.name ?? customer.id}</h2>
<dl><dt>Id</dt><dd><code>${customer.id}</code></dd><dt>Email</dt><dd>${customer.email}</dd>
<dt>Country</dt><dd>${customer.address?.country ?? '–'}</dd><dt>Delinquent</dt><dd>${String(customer.delinquent)}</dd>
<dt>Metadata</dt><dd><code>${JSON.stringify(customer.metadata)}</code></dd></dl>
<h2>Behind our back</h2>
${action(`customers/${id}/edit`, 'Change name and email', [
  html`<input name="name" aria-label="Name" value="${customer.name ?? ''}"><input name="email" aria-label="Email" value="${customer.email ?? ''}">`,
])}
<h2>Cards</h2>
${table(
  [{ title: 'Card' }, { title: 'Expires' }, { title: 'Default' }, { title: 'Next charge' }, { title: '' }],
  methods.map((method) => [
    `${method.card?.brand ?? ''} •••• ${method.card?.last4 ?? ''} (${store.cards.get(method.id)?.card ?? ''})`,
    `${method.card?.exp_month}/${method.card?.exp_year}`,
    method.id === usesByDefault ? 'yes' : '',
    store.cards.get(method.id)?.fails ?? 'as the card does',
    [
      action(`payment_methods/${method.id}/fail`, 'Refuse the next charge', [declineField()]),
      action(`customers/${id}/default`, 'Make default', [hidden('payment_method', method.id)]),
    ],
  ]),
  'No card yet.',
)}
<p>${action(`customers/${id}/card`, 'Attach and make default', [cardField()])}</p>
<h2>Subscriptions</h2>
${table(
  [{ title: 'Id' }, { title: 'Status' }, { title: 'Period' }, { title: 'Ends' }, { title: '' }],
  subscriptions.map((subscription) => {
    const [item] = store.subscriptionItems.by('subscription', subscription.id);
    return [
      html`<code>${subscription.id}</code>`,
      state(subscription.status),
      `${time(item?.current_period_start)} to ${time(item?.current_period_end)}`,
      time(subscription.cancel_at),
      subscription.status === 'canceled'
        ? ''
        : [
            action(`subscriptions/${subscription.id}/cancel_later`, 'Cancel at period end'),
            action(`subscriptions/${subscription.id}/cancel`, 'Cancel now'),
          ],
    ];
  }),
  'No subscription yet.',
)}
<h2>Invoices</h2>${invoicesTable(ctx, store.invoices.by('customer', id).reverse())}`;
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
