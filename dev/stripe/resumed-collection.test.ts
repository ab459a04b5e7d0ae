import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** docs.stripe.com/api/subscriptions/cancel: collection of what is open stops, and can be resumed by hand. */
async function canceledOwing(): Promise<{ customer: string; subscription: string; invoice: string }> {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 900 });
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const { id: failing } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: failing } });
  await world.advanceTo('2026-02-15T02:00:00Z');
  await stripe.subscriptions.cancel(subscription);
  const invoice = String((await stripe.invoices.list({ customer })).data[0]?.id);
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
    status: 'open',
    auto_advance: false,
    next_payment_attempt: null,
    attempt_count: 1,
  });
  return { customer, subscription, invoice };
}

test('an open invoice that advances again is collected an hour later, and tells of it', async () => {
  const { stripe } = world;
  const { customer, subscription, invoice } = await canceledOwing();
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } });
  const resumed = await stripe.invoices.update(invoice, { auto_advance: true });
  const attempt = world.seconds() + 3_600;
  expect(resumed).toMatchObject({ status: 'open', auto_advance: true, next_payment_attempt: attempt });
  const [told] = (await stripe.events.list({ type: 'invoice.updated', limit: 1 })).data;
  expect(told?.data).toMatchObject({
    object: { id: invoice, next_payment_attempt: attempt },
    previous_attributes: { auto_advance: false, next_payment_attempt: null },
  });
  await world.advanceTo('2026-02-15T02:59:59Z');
  expect((await stripe.invoices.retrieve(invoice)).status).toBe('open');
  await world.advanceTo('2026-02-15T03:00:00Z');
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
    status: 'paid',
    amount_paid: 900,
    attempt_count: 2,
  });
  expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('canceled');
});

test('it is stopped again, and what advances already keeps its time', async () => {
  const { stripe } = world;
  const { invoice } = await canceledOwing();
  const { next_payment_attempt: attempt } = await stripe.invoices.update(invoice, { auto_advance: true });
  await world.advanceTo('2026-02-15T02:30:00Z');
  expect(await stripe.invoices.update(invoice, { auto_advance: true })).toMatchObject({
    next_payment_attempt: attempt,
  });
  const stopped = await stripe.invoices.update(invoice, { auto_advance: false });
  expect(stopped).toMatchObject({ auto_advance: false, next_payment_attempt: null });
  await world.advanceTo('2026-02-16T00:00:00Z');
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'open', attempt_count: 1 });
});

test('an invoice that was sent has no attempt to come', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  await stripe.invoiceItems.create({ customer, amount: 5_000, currency: 'usd' });
  const { id: draft } = await stripe.invoices.create({
    customer,
    collection_method: 'send_invoice',
    days_until_due: 30,
    pending_invoice_items_behavior: 'include',
  });
  const { id: invoice } = await stripe.invoices.finalizeInvoice(String(draft));
  const resumed = await stripe.invoices.update(String(invoice), { auto_advance: true });
  expect(resumed).toMatchObject({ status: 'open', auto_advance: true, next_payment_attempt: null });
});
