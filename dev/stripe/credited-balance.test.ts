import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** An invoice over $100.00 of a customer with a balance; a negative one is a credit. */
async function invoiceOver100(balance: number, amount = 10_000) {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe, { balance });
  const { id } = await stripe.invoices.create({ customer });
  const invoice = String(id);
  await stripe.invoiceItems.create({ customer, invoice, amount, currency: 'usd' });
  await stripe.invoices.finalizeInvoice(invoice);
  const credit = (amount: number, back: Partial<Stripe.CreditNoteCreateParams> = {}) =>
    stripe.creditNotes.create({ invoice, amount, ...back });
  const balanceNow = async () => {
    const found = await stripe.customers.retrieve(customer);
    return found.deleted ? null : found.balance;
  };
  return { invoice, credit, balanceNow };
}

describe('an invoice over $100.00 that the customer’s balance paid in full', () => {
  test('is credited in full, to the balance, and not a cent more', async () => {
    const { credit, balanceNow } = await invoiceOver100(-12_000);
    expect(await balanceNow()).toBe(-2_000);
    expect(await credit(4_000, { credit_amount: 4_000 })).toMatchObject({ post_payment_amount: 4_000 });
    const tooMuch = await refusal(credit(6_001, { credit_amount: 6_001 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    await credit(6_000, { credit_amount: 6_000 });
    expect(await balanceNow()).toBe(-12_000);
  });

  test.each(['refund_amount', 'out_of_band_amount'] as const)('gives back nothing by %s', async (param) => {
    const { credit } = await invoiceOver100(-12_000);
    expect(await refusal(credit(1, { [param]: 1 }))).toMatchObject({ statusCode: 400, param });
  });
});

describe('an invoice over $100.00 of which the balance paid $25.00', () => {
  test('gives back $75.00 to the card and $25.00 to the balance, once it is paid', async () => {
    const { invoice, credit, balanceNow } = await invoiceOver100(-2_500);
    await world.stripe.invoices.pay(invoice);
    for (const [refund_amount, out_of_band_amount, param] of [
      [7_501, 0, 'refund_amount'],
      [7_000, 501, 'out_of_band_amount'],
    ] as const) {
      const parts = { refund_amount, out_of_band_amount, credit_amount: 2_499 };
      expect(await refusal(credit(10_000, parts))).toMatchObject({ statusCode: 400, param });
    }
    await credit(10_000, { refund_amount: 7_500, credit_amount: 2_500 });
    expect(await balanceNow()).toBe(-2_500);
    expect((await refusal(credit(1, { credit_amount: 1 }))).param).toBe('amount');
  });

  test('is credited in full while it is open: $75.00 are no longer due, $25.00 are credit again', async () => {
    const { invoice, credit, balanceNow } = await invoiceOver100(-2_500);
    const note = await credit(10_000, { credit_amount: 2_500 });
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 7_500, post_payment_amount: 2_500 });
    expect(await balanceNow()).toBe(-2_500);
    expect(await world.stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'paid', amount_paid: 0 });
  });

  test('may be credited to the balance first; what was refunded besides is not credited again', async () => {
    const { invoice, credit } = await invoiceOver100(-2_500);
    await world.stripe.invoices.pay(invoice);
    const [charge] = (await world.stripe.charges.list()).data;
    await world.stripe.refunds.create({ charge: String(charge?.id), amount: 4_000 });
    expect((await refusal(credit(6_001, { credit_amount: 6_001 }))).param).toBe('amount');
    expect((await refusal(credit(6_000, { out_of_band_amount: 6_000 }))).param).toBe('out_of_band_amount');
    await credit(6_000, { credit_amount: 6_000 });
  });

  test('gives back no more money once $75.00 went back outside; $25.00 are the balance’s still', async () => {
    const { invoice, credit, balanceNow } = await invoiceOver100(-2_500);
    await world.stripe.invoices.pay(invoice);
    await credit(7_500, { out_of_band_amount: 7_500 });
    for (const param of ['refund_amount', 'out_of_band_amount'] as const) {
      expect(await refusal(credit(1, { [param]: 1 }))).toMatchObject({ statusCode: 400, param });
    }
    await credit(2_500, { credit_amount: 2_500 });
    expect(await balanceNow()).toBe(-2_500);
  });
});

test('the maximum that a refusal names is never below zero, though more was refunded than was invoiced', async () => {
  const { invoice, credit } = await invoiceOver100(300);
  await world.stripe.invoices.pay(invoice);
  const [charge] = (await world.stripe.charges.list()).data;
  await credit(5_000, { credit_amount: 5_000 });
  await world.stripe.refunds.create({ charge: String(charge?.id), amount: 10_300 });
  const { message } = await refusal(credit(1, { credit_amount: 1 }));
  expect(message).toContain('exceeds the maximum creditable amount ($0.00)');
});

test('an invoice too small to be charged, which the balance took up, is credited to it: 30 cents', async () => {
  const { invoice, credit, balanceNow } = await invoiceOver100(0, 30);
  expect(await world.stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'paid', amount_paid: 0 });
  expect(await balanceNow()).toBe(30);
  await credit(30, { credit_amount: 30 });
  expect(await balanceNow()).toBe(0);
});

test('what a customer owed before is no part of what the invoice gives back: $100.00 of $103.00', async () => {
  const { invoice, credit } = await invoiceOver100(300);
  expect(await world.stripe.invoices.pay(invoice)).toMatchObject({ amount_paid: 10_300 });
  expect((await refusal(credit(10_001, { refund_amount: 10_001 }))).param).toBe('amount');
  await credit(10_000, { refund_amount: 10_000 });
});
