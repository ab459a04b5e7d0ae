import type { Context } from '../context.ts';
import { DECLINES } from '../payments/test-cards.ts';
import { requireCharge } from '../resources/charges.ts';
import { requireCustomer } from '../state/lookups.ts';
import { scheduleDelivery } from '../webhooks/emit.ts';
import { noSuch } from '../wire/errors.ts';
import type { FormObject } from '../wire/form.ts';
import { readAmountField } from './amount-field.ts';

/** Calls an endpoint of the API as a person at the dashboard does. */
export type CallApi = (method: 'POST' | 'DELETE' | 'GET', path: string, form: FormObject) => object;

interface Doing {
  readonly ctx: Context;
  readonly id: string;
  readonly form: FormObject;
  readonly call: CallApi;
}

/** What it did, and the page to show after it. */
interface Done {
  readonly notice: string;
  readonly back: string;
}

const ACTIONS: Readonly<Record<string, (doing: Doing) => Done>> = {
  'invoices/finalize': onInvoice('finalize', {}, 'Finalized.'),
  'invoices/pay': onInvoice('pay', {}, 'Paid.'),
  'invoices/paid_outside': onInvoice('pay', { paid_out_of_band: 'true' }, 'Marked as paid outside Stripe.'),
  'invoices/void': onInvoice('void', {}, 'Voided.'),
  'invoices/mark_uncollectible': onInvoice('mark_uncollectible', {}, 'Marked uncollectible.'),
  'charges/refund': ({ ctx, id, form, call }) => {
    const { currency } = requireCharge(ctx, id, 'charge', 'path');
    const amount = readAmountField(String(form.amount ?? ''), currency);
    call('POST', '/v1/refunds', { charge: id, amount });
    return { notice: 'Refunded.', back: `invoices/${encodeURIComponent(String(form.invoice ?? ''))}` };
  },
  'customers/edit': ({ ctx, id, form, call }) => {
    const before = requireCustomer(ctx, id, 'id', 'path');
    const back = `customers/${id}`;
    const { name = '', email = '' } = form;
    if (name === (before.name ?? '') && email === (before.email ?? ''))
      return { notice: 'Nothing to change.', back };
    call('POST', `/v1/customers/${id}`, { name, email });
    return { notice: 'Changed behind our back.', back };
  },
  'customers/card': ({ id, form, call }) => {
    const method = call('POST', `/v1/payment_methods/pm_card_${String(form.card)}/attach`, { customer: id });
    makeDefault(call, id, 'id' in method ? String(method.id) : '');
    return { notice: `Attached ${String(form.card)}.`, back: `customers/${id}` };
  },
  'customers/default': ({ id, form, call }) => {
    makeDefault(call, id, String(form.payment_method));
    return { notice: 'Made default.', back: `customers/${id}` };
  },
  'payment_methods/fail': ({ ctx, id, form }) => {
    const card = ctx.store.cards.get(id);
    const method = ctx.store.paymentMethods.get(id);
    if (!card || !method) throw noSuch('PaymentMethod', id, 'payment_method', 'path');
    const reason = String(form.reason);
    ctx.store.cards.put({ ...card, fails: Object.hasOwn(DECLINES, reason) ? reason : 'generic' });
    return {
      notice: `The next charge of ${method.card?.last4 ?? id} will be refused.`,
      back: `customers/${method.customer ?? ''}`,
    };
  },
  'subscriptions/cancel': ({ id, call }) => {
    call('DELETE', `/v1/subscriptions/${id}`, {});
    return { notice: 'Cancelled.', back: `subscriptions/${id}` };
  },
  'subscriptions/cancel_later': ({ id, call }) => {
    call('POST', `/v1/subscriptions/${id}`, { cancel_at_period_end: 'true' });
    return { notice: 'Cancels at its period’s end.', back: `subscriptions/${id}` };
  },
  'subscriptions/keep': ({ id, call }) => {
    call('POST', `/v1/subscriptions/${id}`, { cancel_at: '' });
    return { notice: 'Goes on.', back: `subscriptions/${id}` };
  },
  'events/resend': ({ ctx, id }) => {
    const event = ctx.store.events.get(id);
    if (!event) throw noSuch('event', id, 'id', 'path');
    const endpoints = [...ctx.store.webhookEndpoints.values()].filter(
      (endpoint) => endpoint.status === 'enabled',
    );
    for (const endpoint of endpoints) scheduleDelivery(ctx, endpoint, id, event.type);
    return { notice: `Sent again to ${endpoints.length} endpoint(s).`, back: `events/${id}` };
  },
};

function onInvoice(verb: string, form: FormObject, notice: string): (doing: Doing) => Done {
  return ({ id, call }) => {
    call('POST', `/v1/invoices/${id}/${verb}`, form);
    return { notice, back: `invoices/${id}` };
  };
}

function makeDefault(call: CallApi, customer: string, method: string): void {
  call('POST', `/v1/customers/${customer}`, { invoice_settings: { default_payment_method: method } });
}

export function findAction(noun: string, verb: string): ((doing: Doing) => Done) | null {
  return Object.hasOwn(ACTIONS, `${noun}/${verb}`) ? (ACTIONS[`${noun}/${verb}`] ?? null) : null;
}
