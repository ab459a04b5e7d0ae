import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startStrictStandIn } from './conformance/strict-stand-in.ts';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { createStripe, stripeWorld } from './testing/stripe-world.ts';

describe('with Stripe’s own retries switched on', () => {
  const world = stripeWorld({ automaticRetries: true });

  async function failing() {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    const price = await createFlatPrice(stripe, { amount: 9_900 });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
    await world.advanceTo('2026-02-15T02:00:00Z');
    const [invoice] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
    return { customer, subscription, invoice: String(invoice?.id) };
  }

  test('a failed renewal is tried after 3, 5 and 7 days; then the subscription is canceled', async () => {
    const { subscription, invoice } = await failing();
    const dates: string[] = [];
    for (let tries = 1; tries <= 4; tries += 1) {
      const { attempt_count: count, next_payment_attempt: next } =
        await world.stripe.invoices.retrieve(invoice);
      expect(count).toBe(tries);
      if (next === null) break;
      dates.push(new Date(next * 1000).toISOString());
      await world.advanceTo(new Date(next * 1000).toISOString());
    }
    expect(dates).toEqual([
      '2026-02-18T01:00:00.000Z',
      '2026-02-23T01:00:00.000Z',
      '2026-03-02T01:00:00.000Z',
    ]);
    const after = await world.stripe.subscriptions.retrieve(subscription.id);
    expect(after).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } });
  });

  test('a canceled subscription is charged no more, neither by a retry nor for what was just finalized', async () => {
    const { stripe } = world;
    const { customer, subscription, invoice } = await failing();
    const another = await createCustomer(stripe);
    const price = await createFlatPrice(stripe, { amount: 9_900 });
    const made = await stripe.subscriptions.create({ customer: another.id, items: [{ price: price.id }] });
    await stripe.subscriptions.cancel(subscription.id);
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
    await world.advanceTo('2026-03-15T02:00:00Z');
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      status: 'open',
      attempt_count: 1,
      amount_paid: 0,
      auto_advance: false,
      next_payment_attempt: null,
    });
    const [renewal] = (await stripe.invoices.list({ subscription: made.id, limit: 1 })).data;
    expect(renewal?.status).toBe('draft');
    await stripe.invoices.finalizeInvoice(String(renewal?.id));
    await stripe.subscriptions.cancel(made.id);
    await world.advanceTo('2026-03-20T00:00:00Z');
    expect(await stripe.invoices.retrieve(String(renewal?.id))).toMatchObject({
      status: 'open',
      attempt_count: 0,
    });
    expect(await stripe.invoices.pay(String(renewal?.id))).toMatchObject({ status: 'paid' });
  });

  test('a subscription that ends as it was scheduled to is charged by no retry either, but for its last usage', async () => {
    const { stripe } = world;
    const { customer, subscription, invoice } = await failing();
    await stripe.subscriptions.update(subscription.id, { cancel_at: Date.parse('2026-02-20') / 1_000 });
    await stripe.invoiceItems.create({
      ...{ customer: customer.id, subscription: subscription.id },
      ...{ amount: 500, currency: 'usd' },
    });
    await world.advanceTo('2026-02-20T00:00:00Z');
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
    await world.advanceTo('2026-03-15T00:00:00Z');
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      ...{ status: 'open', attempt_count: 2, amount_paid: 0 },
      ...{ auto_advance: false, next_payment_attempt: null },
    });
    const [last] = (await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data;
    expect(last).toMatchObject({ status: 'paid', amount_paid: 500 });
  });

  test('auto_advance=false takes an invoice out of them', async () => {
    const { invoice } = await failing();
    const stopped = await world.stripe.invoices.update(invoice, { auto_advance: false });
    expect(stopped.next_payment_attempt).toBeNull();
    await world.advanceTo('2026-03-10T00:00:00Z');
    expect((await world.stripe.invoices.retrieve(invoice)).attempt_count).toBe(1);
  });
});

describe('an endpoint that does not take invoice.created', () => {
  test('holds the finalisation back, at most three days', async () => {
    const endpoint = createServer((request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(503).end());
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const { port } = endpoint.address() as AddressInfo;
    let now = Date.parse('2026-01-15T00:00:00Z');
    const standIn = await startStrictStandIn({
      now: () => new Date(now),
      webhookEndpoints: [
        { url: `http://127.0.0.1:${port}`, secret: 'whsec_x', enabledEvents: ['invoice.created'] },
      ],
    });
    try {
      const stripe = createStripe(standIn.url);
      const customer = await createCustomer(stripe);
      const price = await createFlatPrice(stripe, { amount: 9_900 });
      await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
      const statusAt = async (iso: string) => {
        for (let due = standIn.nextDueAt(); due && due <= new Date(iso); due = standIn.nextDueAt()) {
          now = Math.max(now, due.getTime());
          await standIn.runDue();
        }
        now = Date.parse(iso);
        return (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data[0]?.status;
      };
      expect(await statusAt('2026-02-17T23:00:00Z')).toBe('draft');
      expect(await statusAt('2026-02-18T01:00:00Z')).toBe('paid');
      standIn.expectNoViolations();
    } finally {
      await standIn.close();
      await new Promise((resolve) => endpoint.close(resolve));
    }
  });
});

test('a reset does not wait for an endpoint that hangs, and nothing of before comes back', async () => {
  const endpoint = createServer(() => undefined);
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  const standIn = await startStrictStandIn({
    now: () => new Date('2026-01-15T00:00:00Z'),
    webhookEndpoints: [{ url: `http://127.0.0.1:${port}`, secret: 'whsec_x', enabledEvents: ['*'] }],
  });
  try {
    await createStripe(standIn.url).customers.create({});
    await standIn.reset();
    expect(standIn.outstanding()).toEqual([]);
    expect(standIn.nextDueAt()).toBeNull();
    standIn.expectNoViolations();
  } finally {
    await standIn.close();
    endpoint.closeAllConnections();
    await new Promise((resolve) => endpoint.close(resolve));
  }
});

describe('what is kept', () => {
  const world = stripeWorld();

  test('an event for 30 days', async () => {
    await createCustomer(world.stripe);
    const [event] = (await world.stripe.events.list({ type: 'customer.created' })).data;
    await world.advanceTo('2026-02-13T23:00:00Z');
    expect((await world.stripe.events.retrieve(String(event?.id))).type).toBe('customer.created');
    await world.advanceTo('2026-02-14T00:00:01Z');
    await expect(world.stripe.events.retrieve(String(event?.id))).rejects.toMatchObject({ statusCode: 404 });
  });
});
