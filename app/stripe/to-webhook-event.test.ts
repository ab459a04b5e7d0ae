import { describe, expect, it } from 'vitest';
import { toWebhookEvent } from './to-webhook-event.ts';

const CREATED = 1_790_000_000;

function snapshot(type: string, object: object, previous?: object) {
  return toWebhookEvent(
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type,
      api_version: '2026-10-28.endive',
      created: CREATED,
      livemode: false,
      data: { object, ...(previous && { previous_attributes: previous }) },
    }),
  );
}

describe('toWebhookEvent', () => {
  it('takes id, type, version and object from a snapshot event', () => {
    expect(snapshot('invoice.paid', { id: 'in_1', object: 'invoice', status: 'paid' })).toEqual({
      stripeEventId: 'evt_1',
      type: 'invoice.paid',
      apiVersion: '2026-10-28.endive',
      livemode: false,
      objectType: 'invoice',
      objectId: 'in_1',
      stripeCustomerId: null,
      createdAt: new Date(CREATED * 1_000),
      target: { type: 'invoice', id: 'in_1' },
      targetDeletedAt: null,
      paymentIntentId: null,
    });
  });

  it('takes a thin event, whose time is ISO text and whose object is only named', () => {
    const event = toWebhookEvent(
      JSON.stringify({
        id: 'evt_thin',
        object: 'v2.core.event',
        type: 'v1.billing.meter.error_report_triggered',
        created: '2026-04-15T12:00:00.123Z',
        livemode: true,
        related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
      }),
    );
    expect(event).toMatchObject({
      stripeEventId: 'evt_thin',
      apiVersion: null,
      livemode: true,
      objectType: 'billing.meter',
      objectId: 'mtr_1',
      createdAt: new Date('2026-04-15T12:00:00.123Z'),
      target: { type: 'meter_errors', id: 'evt_thin' },
    });
  });

  it.each([
    ['customer.updated', { object: 'customer', id: 'cus_1' }, 'customer:cus_1'],
    ['customer.subscription.updated', { object: 'subscription', id: 'sub_1' }, 'subscription:sub_1'],
    ['customer.subscription.deleted', { object: 'subscription', id: 'sub_1' }, 'subscription:sub_1'],
    ['invoice.created', { object: 'invoice', id: 'in_1' }, 'invoice:in_1'],
    ['invoice.finalized', { object: 'invoice', id: 'in_1' }, 'invoice:in_1'],
    ['invoice.payment_succeeded', { object: 'invoice', id: 'in_1' }, 'invoice:in_1'],
    ['invoice.payment_failed', { object: 'invoice', id: 'in_1' }, 'invoice:in_1'],
    ['invoice_payment.paid', { object: 'invoice_payment', id: 'inpay_1', invoice: 'in_1' }, 'invoice:in_1'],
    ['credit_note.created', { object: 'credit_note', id: 'cn_1', invoice: { id: 'in_1' } }, 'invoice:in_1'],
    ['charge.refunded', { object: 'charge', id: 'ch_1' }, 'charge:ch_1'],
    ['refund.failed', { object: 'refund', id: 're_1', charge: 'ch_1' }, 'charge:ch_1'],
    [
      'refund.created',
      { object: 'refund', id: 're_1', charge: null, payment_intent: 'pi_1' },
      'payment_intent:pi_1',
    ],
    ['charge.dispute.created', { object: 'dispute', id: 'du_1', charge: { id: 'ch_1' } }, 'charge:ch_1'],
    ['payment_intent.payment_failed', { object: 'payment_intent', id: 'pi_1' }, 'payment_intent:pi_1'],
    [
      'payment_method.attached',
      { object: 'payment_method', id: 'pm_1', customer: 'cus_1' },
      'customer:cus_1',
    ],
    ['customer.tax_id.created', { object: 'tax_id', id: 'txi_1', customer: 'cus_1' }, 'customer:cus_1'],
  ])('re-reads, after %s, the right object', (type, object, expected) => {
    const target = snapshot(type, object)?.target;
    expect(`${target?.type}:${target?.id}`).toBe(expected);
  });

  it('finds the former customer of a payment method that was detached', () => {
    const detached = { object: 'payment_method', id: 'pm_1', customer: null };
    expect(snapshot('payment_method.detached', detached, { customer: 'cus_1' })?.target).toEqual({
      type: 'customer',
      id: 'cus_1',
    });
  });

  it.each([
    ['payout.paid', { object: 'payout', id: 'po_1' }],
    ['something.unheard_of', { object: 'gizmo', id: 'giz_1' }],
    ['invoice.upcoming', { object: 'invoice', id: 'upcoming_in_1' }],
    ['payment_method.updated', { object: 'payment_method', id: 'pm_1', customer: null }],
    ['invoice.created', { object: 'invoice' }],
  ])('re-reads nothing after %s about %o', (type, object) => {
    expect(snapshot(type, object)).toMatchObject({ type, target: null });
  });

  it('keeps when a subscription ended, for the case that it cannot be read any more', () => {
    const object = { object: 'subscription', id: 'sub_1', ended_at: CREATED - 60 };
    expect(snapshot('customer.subscription.deleted', object)?.targetDeletedAt).toEqual(
      new Date((CREATED - 60) * 1_000),
    );
    expect(snapshot('invoice.deleted', { object: 'invoice', id: 'in_1' })?.targetDeletedAt).toEqual(
      new Date(CREATED * 1_000),
    );
  });

  it('does not take a deleted tax id for a deleted customer', () => {
    const object = { object: 'tax_id', id: 'txi_1', customer: 'cus_1' };
    expect(snapshot('customer.tax_id.deleted', object)).toMatchObject({
      target: { type: 'customer', id: 'cus_1' },
      targetDeletedAt: null,
    });
  });

  it('takes an event of API version 2016-07-06', () => {
    const raw = {
      id: 'evt_old',
      object: 'event',
      api_version: '2016-07-06',
      created: CREATED,
      livemode: true,
      pending_webhooks: 1,
      request: 'req_1',
      type: 'invoice.payment_failed',
      data: { object: { id: 'in_1', object: 'invoice', subscription: 'sub_1', closed: false, paid: false } },
    };
    expect(toWebhookEvent(JSON.stringify(raw))).toMatchObject({
      apiVersion: '2016-07-06',
      livemode: true,
      target: { type: 'invoice', id: 'in_1' },
    });
  });

  it.each([
    ['an array', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['another object', JSON.stringify({ id: 'in_1', object: 'invoice', type: 'x', created: 1, data: {} })],
    ['an event without id', JSON.stringify({ object: 'event', type: 'x', created: 1, data: {} })],
    ['an event without type', JSON.stringify({ id: 'evt_1', object: 'event', created: 1, data: {} })],
    ['an event without time', JSON.stringify({ id: 'evt_1', object: 'event', type: 'x', data: {} })],
    ['an event without data', JSON.stringify({ id: 'evt_1', object: 'event', type: 'x', created: 1 })],
  ])('does not take %s for an event', (_, body) => {
    expect(toWebhookEvent(body)).toBeNull();
  });

  it('throws on what is not JSON', () => {
    expect(() => toWebhookEvent('{"id":')).toThrow(SyntaxError);
  });
});
