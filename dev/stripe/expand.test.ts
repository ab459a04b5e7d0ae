import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function subscribed() {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  const items = [{ price: price.id }];
  return {
    customer,
    items,
    subscription: await stripe.subscriptions.create({ customer: customer.id, items }),
  };
}

describe('expand', () => {
  test('goes four levels deep, the `data` of a list being one', async () => {
    const { stripe } = world;
    const { customer, subscription } = await subscribed();
    const listed = await stripe.subscriptions.list({
      expand: ['data.latest_invoice.customer.default_source', 'data.items.data.price'],
    });
    expect(listed.data[0]).toMatchObject({ latest_invoice: { customer: { id: customer.id } } });
    const retrieved = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ['items.data.price.product'],
    });
    expect(retrieved).toMatchObject({ items: { data: [{ price: { product: { name: 'Growth' } } }] } });
  });

  test.each([
    'data.items.data.price.product',
    'data.latest_invoice.payments.data.payment',
    'data.latest_invoice.customer.invoice_settings.default_payment_method',
  ])('of five levels is refused: %s', async (path) => {
    const error = await refusal(world.stripe.subscriptions.list({ expand: [path] }));
    expect(error).toMatchObject({
      statusCode: 400,
      code: 'property_expansion_max_depth',
      message: `You cannot expand more than 4 levels of a property. Property: ${path}`,
    });
    expect(error.param).toBeUndefined();
  });

  test('that is too deep is refused before anything is made, and its key may be used again', async () => {
    const { stripe } = world;
    const { customer, items } = await subscribed();
    const create = (expand: string[]) =>
      stripe.subscriptions.create({ customer: customer.id, items, expand }, { idempotencyKey: 'one' });
    const path = 'latest_invoice.payments.data.payment.payment_intent';
    expect(await refusal(create([path]))).toMatchObject({ code: 'property_expansion_max_depth' });
    expect((await stripe.subscriptions.list()).data).toHaveLength(1);
    const made = await create(['latest_invoice']);
    expect((made.latest_invoice as Stripe.Invoice).status).toBe('paid');
  });

  test('refuses what is no reference, and says where a list keeps it', async () => {
    const { stripe } = world;
    const { customer } = await subscribed();
    const refused = async (path: string) =>
      (await refusal(stripe.customers.retrieve(customer.id, { expand: [path] }))).message;
    expect(await refused('email')).toBe('This property cannot be expanded (email).');
    expect(await refused('nothing')).toBe('This property cannot be expanded (nothing).');
    expect(await refused('invoice_settings.nothing')).toBe(
      'This property cannot be expanded (invoice_settings.nothing).',
    );
    for (const path of ['customer', 'customer.default_source']) {
      expect(await refusal(stripe.subscriptions.list({ expand: [path] }))).toMatchObject({
        statusCode: 400,
        message:
          "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
      });
    }
  });
});
