import { formatAmount } from '../billing/currency.ts';
import { refreshDraft } from '../billing/draft-invoice.ts';
import type { Context } from '../context.ts';
import { requireInvoice } from '../state/lookups.ts';
import type { Charge, Invoice } from '../state/records.ts';
import { action, type Html, html, state, table, time } from './html.ts';

export function invoicePage(ctx: Context, id: string): Html {
  const stored = requireInvoice(ctx, id, 'id', 'path');
  const invoice = stored.status === 'draft' ? ctx.store.dryRun(() => refreshDraft(ctx, stored)) : stored;
  const amount = (value: number) => formatAmount(String(value), invoice.currency);
  const transitions = invoice.status_transitions;
  return html`
<h2>Invoice ${invoice.number ?? '(draft)'} ${state(invoice.status)}</h2>
<dl><dt>Id</dt><dd><code>${invoice.id}</code></dd>
<dt>Customer</dt><dd><a href="/_dashboard/customers/${invoice.customer ?? ''}">${invoice.customer_name ?? invoice.customer}</a></dd>
<dt>Reason</dt><dd>${invoice.billing_reason}</dd><dt>Created</dt><dd>${time(invoice.created)}</dd>
<dt>Finalizes</dt><dd>${time(invoice.automatically_finalizes_at)}</dd>
<dt>Finalized, paid</dt><dd>${time(transitions.finalized_at)}, ${time(transitions.paid_at)}</dd>
<dt>Attempts</dt><dd>${invoice.attempt_count}</dd>
<dt>Total, paid, remaining</dt><dd>${amount(invoice.total)}, ${amount(invoice.amount_paid)}, ${amount(invoice.amount_remaining)}</dd></dl>
<p>${buttons(invoice)}</p>
<h2>Lines</h2>
${table(
  [
    { title: 'Description', kind: 'text' },
    { title: 'Period' },
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
<h2>Charges</h2>
${table(
  [
    { title: 'Charge' },
    { title: 'Created' },
    { title: 'Status' },
    { title: 'Amount', kind: 'amount' },
    { title: 'Refunded', kind: 'amount' },
    { title: '' },
  ],
  chargesOf(ctx, id).map((charge) => [
    html`<code>${charge.id}</code>`,
    time(charge.created),
    charge.failure_code
      ? `${charge.status}: ${charge.outcome?.reason ?? charge.failure_code}`
      : charge.status,
    amount(charge.amount),
    amount(charge.amount_refunded),
    charge.status === 'succeeded' && !charge.refunded
      ? action(`charges/${charge.id}/refund`, 'Refund', [
          html`<input name="amount" inputmode="numeric" size="8" aria-label="Amount in minor units" value="${charge.amount - charge.amount_refunded}"><input type="hidden" name="invoice" value="${id}">`,
        ])
      : '',
  ]),
  'No charge yet.',
)}`;
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
