import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function intentOf(params: Partial<Stripe.SubscriptionCreateParams>, customer: Stripe.Customer) {
  const { stripe } = world;
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand: ['latest_invoice.payments'],
    ...params,
  });
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const id = String(invoice.payments?.data[0]?.payment.payment_intent);
  return { subscription, intent: await stripe.paymentIntents.retrieve(id) };
}

test('with a default card, what a default_incomplete subscription is paid by only has to be confirmed', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const { subscription, intent } = await intentOf({ payment_behavior: 'default_incomplete' }, customer);
  const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  expect(intent).toMatchObject({ status: 'requires_confirmation', payment_method: method?.id });
  expect(subscription.status).toBe('incomplete');
  expect((await stripe.paymentIntents.confirm(intent.id)).status).toBe('succeeded');
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('the subscription’s own card goes before the customer’s', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const own = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
  const { intent } = await intentOf(
    { payment_behavior: 'default_incomplete', default_payment_method: own.id },
    customer,
  );
  expect(intent.payment_method).toBe(own.id);
});

test('without a card, or where the customer is sent the invoice, the payment wants a payment method', async () => {
  const { stripe } = world;
  const nobody = await stripe.customers.create({ email: 'ada@example.com' });
  const first = await intentOf({ payment_behavior: 'default_incomplete' }, nobody);
  expect(first.intent).toMatchObject({ status: 'requires_payment_method', payment_method: null });
  const customer = await createCustomer(stripe);
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 30,
  });
  const invoice = String(draft.id);
  await stripe.invoiceItems.create({ customer: customer.id, invoice, amount: 500, currency: 'usd' });
  const sent = await stripe.invoices.sendInvoice(invoice, { expand: ['payments'] });
  const id = String(sent.payments?.data[0]?.payment.payment_intent);
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: 'requires_payment_method',
    payment_method: null,
  });
});
