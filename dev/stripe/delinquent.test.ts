import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const isDelinquent = async (customer: string) =>
  ((await world.stripe.customers.retrieve(customer)) as unknown as { delinquent: boolean }).delinquent;

/** A customer whose renewal was refused: one open invoice of $9.00. */
async function refusedRenewal(): Promise<{ customer: string; invoice: string }> {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 900 });
  await stripe.subscriptions.create({ customer, items: [{ price }] });
  const { id: card } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } });
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [invoice] = (await stripe.invoices.list({ customer, limit: 1 })).data;
  return { customer, invoice: String(invoice?.id) };
}

async function openInvoice(customer: string, sent = false): Promise<string> {
  const { stripe } = world;
  const { id } = await stripe.invoices.create({
    customer,
    ...(sent ? { collection_method: 'send_invoice', days_until_due: 5 } : {}),
  });
  await stripe.invoiceItems.create({ customer, invoice: String(id), amount: 500, currency: 'usd' });
  await stripe.invoices.finalizeInvoice(String(id));
  return String(id);
}

test('a refused renewal makes a customer delinquent, and any paid invoice clears it, whatever else is open', async () => {
  const { stripe } = world;
  const { customer, invoice } = await refusedRenewal();
  expect(await isDelinquent(customer)).toBe(true);
  const other = await openInvoice(customer);
  await stripe.invoices.pay(other, { paid_out_of_band: true });
  expect(await isDelinquent(customer)).toBe(false);
  expect((await stripe.invoices.retrieve(invoice)).status).toBe('open');
});

test('marking an invoice uncollectible clears it too; voiding one does not', async () => {
  const { stripe } = world;
  const { customer, invoice } = await refusedRenewal();
  await stripe.invoices.voidInvoice(await openInvoice(customer));
  expect(await isDelinquent(customer)).toBe(true);
  await stripe.invoices.markUncollectible(invoice);
  expect(await isDelinquent(customer)).toBe(false);
});

test('a refused attempt by hand does not make a customer delinquent', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe, { card: 'pm_card_chargeCustomerFail' });
  const invoice = await openInvoice(customer);
  expect(await refusal(stripe.invoices.pay(invoice))).toMatchObject({ statusCode: 402 });
  expect(await isDelinquent(customer)).toBe(false);
});

test('an invoice that was sent makes its customer delinquent once its day has passed', async () => {
  const { id: customer } = await createCustomer(world.stripe);
  await openInvoice(customer, true);
  await world.advanceTo('2026-01-19T23:59:59Z');
  expect(await isDelinquent(customer)).toBe(false);
  await world.advanceTo('2026-01-20T00:00:00Z');
  expect(await isDelinquent(customer)).toBe(true);
});

test('an overdue invoice whose metadata change is not overdue anew', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const overdue = await openInvoice(customer, true);
  await world.advanceTo('2026-01-21T00:00:00Z');
  expect(await isDelinquent(customer)).toBe(true);
  await stripe.invoices.pay(await openInvoice(customer));
  await stripe.invoices.update(overdue, { metadata: { note: 'reminded' } });
  await world.advanceTo('2026-01-22T00:00:00Z');
  expect(await isDelinquent(customer)).toBe(false);
  await stripe.invoices.update(overdue, { due_date: world.seconds() + 3_600 });
  await world.advanceTo('2026-01-22T02:00:00Z');
  expect(await isDelinquent(customer)).toBe(true);
});
