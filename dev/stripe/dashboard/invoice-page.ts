import { formatAmount } from '../billing/currency.ts';
import { readDraft } from '../billing/draft-invoice.ts';
import type { Context } from '../context.ts';
import { requireInvoice } from '../state/lookups.ts';
import type { Charge, Invoice } from '../state/records.ts';
import { amountField } from './amount-field.ts';
import { action, facts, type Html, heading, html, type Page, state, table, time } from './html.ts';

export function invoicePage(ctx: Context, id: string): Page {
  const stored = requireInvoice(ctx, id, 'id', 'path');
  const invoice = stored.status === 'draft' ? ctx.store.dryRun(() => readDraft(ctx, stored)) : stored;
  const amount = (value: number) => formatAmount(String(value), invoice.currency);
  const subscription = invoice.parent?.subscription_details?.subscription;
  const transitions = invoice.status_transitions;
  const charges = chargesOf(ctx, id);
  const refunds = charges.flatMap((charge) => ctx.store.refunds.by('charge', charge.id)).reverse();
  const notes = ctx.store.creditNotes.by('invoice', id).reverse();
  const body = html`
<h1>Invoice ${invoice.number ?? '(draft)'} ${state(invoice.status)}</h1>
${facts([
  [
    'Customer',
    html`<a href="/_dashboard/customers/${invoice.customer ?? ''}">${invoice.customer_name ?? invoice.customer}</a>`,
  ],
  ['Total', amount(invoice.total)],
  ['Paid', amount(invoice.amount_paid)],
  ['Remaining', amount(invoice.amount_remaining)],
  ['Created', time(invoice.created)],
  invoice.status === 'draft'
    ? ['Finalizes', time(invoice.automatically_finalizes_at)]
    : ['Finalized', time(transitions.finalized_at)],
  ['Paid at', time(transitions.paid_at)],
  ['Attempts', invoice.attempt_count],
  ['Reason', invoice.billing_reason],
  ...(subscription
    ? [
        [
          'Subscription',
          html`<a href="/_dashboard/subscriptions/${subscription}">${subscription}</a>`,
        ] as const,
      ]
    : []),
  ['Id', html`<code>${invoice.id}</code>`],
])}
<div class="actions">${buttons(invoice)}</div>
${heading('Lines', invoice.lines.data.length)}
${table(
  [
    { title: 'Description', kind: 'text' },
    { title: 'Period', kind: 'text' },
    { title: 'Tax', kind: 'amount' },
    { title: 'Amount', kind: 'amount' },
  ],
  invoice.lines.data.map((line) => [
    line.description,
    `${time(line.period.start)} to ${time(line.period.end)}`,
    amount((line.taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0)),
    amount(line.amount),
  ]),
  'No line.',
)}
${heading('Charges', charges.length)}
${table(
  [
    { title: 'Charge' },
    { title: 'Created' },
    { title: 'Status', kind: 'text' },
    { title: 'Amount', kind: 'amount' },
    { title: 'Refunded', kind: 'amount' },
    { title: '', kind: 'actions' },
  ],
  charges.map((charge) => [
    html`<code>${charge.id}</code>`,
    time(charge.created),
    charge.failure_code
      ? `${charge.status}: ${charge.outcome?.reason ?? charge.failure_code}`
      : charge.status,
    amount(charge.amount),
    amount(charge.amount_refunded),
    charge.status === 'succeeded' && !charge.refunded
      ? action(`charges/${charge.id}/refund`, 'Refund', [
          amountField({ minor: charge.amount - charge.amount_refunded, currency: charge.currency }),
          html`<input type="hidden" name="invoice" value="${id}">`,
        ])
      : '',
  ]),
  'No charge yet.',
)}
${heading('Refunds', refunds.length)}
${table(
  [
    { title: 'Refund' },
    { title: 'Created' },
    { title: 'Status', kind: 'text' },
    { title: 'Reason', kind: 'text' },
    { title: 'Amount', kind: 'amount' },
  ],
  refunds.map((refund) => [
    html`<code>${refund.id}</code>`,
    time(refund.created),
    refund.failure_reason ? `${refund.status}: ${refund.failure_reason}` : refund.status,
    refund.reason?.replaceAll('_', ' '),
    amount(refund.amount),
  ]),
  'No refund yet.',
)}
${heading('Credit notes', notes.length)}
${table(
  [
    { title: 'Number' },
    { title: 'Created' },
    { title: 'Status', kind: 'text' },
    { title: 'Refunds', kind: 'text' },
    { title: 'Before payment', kind: 'amount' },
    { title: 'After payment', kind: 'amount' },
  ],
  notes.map((note) => [
    note.number,
    time(note.created),
    note.status,
    note.refunds.map((entry) => entry.refund).join(', '),
    amount(note.pre_payment_amount),
    amount(note.post_payment_amount),
  ]),
  'No credit note yet.',
)}`;
  return { title: `Invoice ${invoice.number ?? '(draft)'}`, body };
}

function buttons(invoice: Invoice): Html[] {
  const path = `invoices/${invoice.id}`;
  const pay = action(`${path}/pay`, 'Pay');
  const payOutside = action(`${path}/paid_outside`, 'Mark paid outside Stripe');
  const voiding = action(`${path}/void`, 'Void');
  if (invoice.status === 'draft') return [action(`${path}/finalize`, 'Finalize'), pay];
  if (invoice.status === 'open')
    return [pay, payOutside, voiding, action(`${path}/mark_uncollectible`, 'Mark uncollectible')];
  if (invoice.status === 'uncollectible') return [pay, payOutside, voiding];
  return [];
}

function chargesOf(ctx: Context, invoice: string): Charge[] {
  return ctx.store.invoicePayments
    .by('invoice', invoice)
    .flatMap((payment) => ctx.store.charges.by('payment_intent', payment.payment.payment_intent ?? ''))
    .reverse();
}
