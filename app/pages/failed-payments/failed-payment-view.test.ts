import { expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import type { FailedPayment } from '../../services/dunning/failed-payment.ts';
import { toFailedPaymentView } from './failed-payment-view.server.ts';

const FAILED: FailedPayment = {
  invoiceId: 'invoice',
  invoiceNumber: 'OP-7',
  amount: money(65_780n, 'usd'),
  failedAt: new Date('2026-11-21T01:00:00Z'),
  nextAttemptAt: new Date('2026-11-28T01:00:00Z'),
  declineCode: 'insufficient_funds',
  payUrl: 'https://invoice.stripe.com/i/x',
};

function view(change: Partial<FailedPayment> = {}, mayPay = true) {
  return toFailedPaymentView({ ...FAILED, ...change }, { locale: 'en-US', mayPay });
}

test('names amount, invoice, since when, why, and the next try, with a way to pay', () => {
  expect(view()).toEqual({
    invoiceId: 'invoice',
    tone: 'warning',
    title: 'The payment of $657.80 for invoice OP-7 failed',
    text: 'Unpaid since Nov 21, 2026. There was not enough money on the card. We try again on Nov 28, 2026; you can pay it now, with another card too.',
    payUrl: 'https://invoice.stripe.com/i/x',
  });
});

test('once we try no more it is for the publisher to pay; the currency is the invoice’s', () => {
  expect(view({ nextAttemptAt: null, declineCode: null, amount: money(1_500n, 'jpy') })).toMatchObject({
    tone: 'danger',
    title: 'The payment of ¥1,500 for invoice OP-7 failed',
    text: 'Unpaid since Nov 21, 2026. We do not try again by ourselves: please pay it now, with another card too.',
  });
});

test('without a page to pay on, or for staff, there is no such link', () => {
  expect(view({ payUrl: null }).payUrl).toBeNull();
  expect(view({}, false)).toMatchObject({
    payUrl: null,
    text: 'Unpaid since Nov 21, 2026. There was not enough money on the card. We try again on Nov 28, 2026.',
  });
  expect(view({ payUrl: null, nextAttemptAt: null }).text).toMatch(/please write to \S+@\S+\.$/);
});
