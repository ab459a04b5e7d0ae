import { expect, test } from 'vitest';
import { createCustomer, createMeter, createTieredPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

test('a draft whose later usage makes it too large is still read, as it was before', async () => {
  const { stripe, standIn } = world;
  const customer = await createCustomer(stripe);
  const meter = await createMeter(stripe);
  const { id: price } = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '100']] });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price }] });
  const report = (value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer.id, value },
      timestamp: Date.parse('2026-02-14T23:59:00Z') / 1_000,
    });
  await world.advanceTo('2026-02-15T00:00:00Z');
  await report('5');
  await world.passMinute();
  const [listed] = (await stripe.invoices.list({ customer: customer.id })).data;
  const id = String(listed?.id);
  expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'draft', total: 500 });
  await report('99999999999');
  await world.passMinute();
  expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'draft', total: 500 });
  expect((await stripe.invoices.listLineItems(id)).data).toMatchObject([{ amount: 500 }]);
  expect(await (await fetch(`${standIn.url}/_dashboard/invoices/${id}`)).text()).toContain('$5.00');
});

test('a draft of a customer who was deleted is still read', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id } = await stripe.invoices.create({ customer });
  await stripe.customers.del(customer);
  expect(await stripe.invoices.retrieve(String(id))).toMatchObject({ status: 'draft', customer });
});

test('that an invoice of a customer who was deleted is left alone is told, where that changes it', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const moving = await stripe.invoices.create({ customer, auto_advance: true });
  await stripe.invoices.create({ customer, auto_advance: false });
  await stripe.customers.del(customer);
  const { data } = await stripe.events.list({ type: 'invoice.updated' });
  expect(data).toMatchObject([
    {
      data: {
        object: { id: moving.id, auto_advance: false, automatically_finalizes_at: null },
        previous_attributes: {
          auto_advance: true,
          automatically_finalizes_at: moving.automatically_finalizes_at,
        },
      },
    },
  ]);
});
