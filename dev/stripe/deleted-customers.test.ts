import { expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RETURN = { return_url: 'https://example.com' };

/** A customer with a card and an open invoice over $20.00, who is then deleted. */
async function deletedCustomer() {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const [card] = (await stripe.customers.listPaymentMethods(customer)).data;
  await stripe.invoiceItems.create({ customer, amount: 2_000, currency: 'usd' });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  const invoice = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
  const method = card?.id ?? '';
  const intent = await stripe.paymentIntents.create({ customer, amount: 700, currency: 'usd' });
  const setup = await stripe.setupIntents.create({ customer });
  await stripe.customers.del(customer);
  return { customer, method, invoice: invoice.id, intent: intent.id, setup: setup.id };
}

async function charges(): Promise<number> {
  return (await world.stripe.charges.list()).data.length;
}

test('a deleted customer’s card is nobody’s, which is told, and is used no more', async () => {
  const { stripe } = world;
  const { method } = await deletedCustomer();
  expect((await stripe.paymentMethods.retrieve(method)).customer).toBeNull();
  const { data: told } = await stripe.events.list({ type: 'payment_method.detached' });
  expect(told.map(({ data }) => data.object)).toMatchObject([{ id: method, customer: null }]);
  const { id: customer } = await stripe.customers.create();
  const spent = expect.stringContaining('may not be used again');
  expect((await refusal(stripe.paymentMethods.attach(method, { customer }))).message).toEqual(spent);
});

test('a deleted customer’s open invoice is not collected, neither by itself nor by a card', async () => {
  const { stripe } = world;
  const { invoice, method } = await deletedCustomer();
  expect((await refusal(stripe.invoices.pay(invoice))).statusCode).toBe(400);
  expect((await refusal(stripe.invoices.pay(invoice, { payment_method: method }))).statusCode).toBe(400);
  const another = stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' });
  expect((await refusal(another)).statusCode).toBe(400);
  await stripe.invoices.update(invoice, { auto_advance: true });
  await world.advanceTo('2026-01-15T02:00:00Z');
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'open', amount_remaining: 2_000 });
  expect(await charges()).toBe(0);
});

test('neither paying an invoice of a deleted customer nor changing its line finds the customer', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const draft = await stripe.invoices.create({ customer });
  const { lines } = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 100 }] });
  const open = await stripe.invoices.create({ customer });
  await stripe.invoices.addLines(open.id, { lines: [{ amount: 2_000 }] });
  await stripe.invoices.finalizeInvoice(open.id, { auto_advance: false });
  await stripe.customers.del(customer);
  const gone = { statusCode: 400, code: 'resource_missing', param: 'customer' };
  expect(await refusal(stripe.invoices.pay(open.id))).toMatchObject(gone);
  const another = stripe.invoices.pay(open.id, { payment_method: 'pm_card_visa' });
  expect(await refusal(another)).toMatchObject(gone);
  const line = stripe.invoices.updateLineItem(draft.id, String(lines.data[0]?.id), { amount: 200 });
  expect(await refusal(line)).toMatchObject(gone);
  expect((await stripe.invoices.pay(open.id, { paid_out_of_band: true })).status).toBe('paid');
});

test('a credit to the balance of a deleted customer is refused, and its preview with it', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: invoice } = await stripe.invoices.create({ customer });
  await stripe.invoices.addLines(invoice, { lines: [{ amount: 2_000 }] });
  await stripe.invoices.pay(invoice);
  await stripe.customers.del(customer);
  const gone = { statusCode: 400, code: 'resource_missing', param: 'customer' };
  const credit = { invoice, amount: 500, credit_amount: 500 };
  expect(await refusal(stripe.creditNotes.create(credit))).toMatchObject(gone);
  expect(await refusal(stripe.creditNotes.preview(credit))).toMatchObject(gone);
  const outside = { invoice, amount: 500, out_of_band_amount: 500 };
  expect((await stripe.creditNotes.preview(outside)).total).toBe(500);
});

test('an intent of a deleted customer is confirmed no more, and none is moved to one', async () => {
  const { paymentIntents, setupIntents } = world.stripe;
  const { customer, invoice, intent, setup } = await deletedCustomer();
  const gone = {
    statusCode: 400,
    code: 'resource_missing',
    param: 'customer',
    message: `No such customer: '${customer}'`,
  };
  const card = { payment_method: 'pm_card_visa', ...RETURN };
  expect(await refusal(paymentIntents.confirm(intent, card))).toMatchObject(gone);
  expect(await refusal(setupIntents.confirm(setup, card))).toMatchObject(gone);
  const payments = (await world.stripe.invoicePayments.list({ invoice })).data;
  const ofInvoice = String(payments[0]?.payment.payment_intent);
  expect(await refusal(paymentIntents.confirm(ofInvoice, RETURN))).toMatchObject(gone);
  const other = await paymentIntents.create({ amount: 700, currency: 'usd' });
  expect(await refusal(paymentIntents.update(other.id, { customer }))).toMatchObject(gone);
  expect(await charges()).toBe(0);
});
