import { beforeAll, describe, expect, test } from 'vitest';
import {
  advanceClock,
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
  testRuntime,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from './create-customer.ts';
import type { CreateCustomerInput } from './create-customer-input.ts';

/** The middle of the environment's first day. */
const NOW = new Date('2026-04-15T12:00:00.000Z');

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));

function input(overrides: Partial<CreateCustomerInput> = {}): CreateCustomerInput {
  return {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Nordlicht Medien GmbH',
    planId: 'growth',
    currency: 'eur',
    locale: 'de-DE',
    country: 'DE',
    address: { line1: 'Speicherstraße 1', city: 'Hamburg', postalCode: '20457' },
    taxId: 'DE123456789',
    paymentMethod: 'pm_card_visa',
    ...overrides,
  };
}

async function subscriptionOf(customerId: string) {
  const [row] = await ownerSql(
    `SELECT s.status, s.currency, v.plan_id, s.stripe_subscription_id,
       (SELECT count(*)::int FROM subscription_items i WHERE i.subscription_id = s.id) AS items,
       to_char(s.current_period_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS start,
       to_char(s.current_period_end AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS end
     FROM subscriptions s JOIN plan_versions v ON v.id = s.plan_version_id WHERE s.customer_id = $1`,
    [customerId],
  );
  return row;
}

test('a new customer can have had no plan before, so Stripe is not asked for one', async () => {
  const ctx = testContext({ now: NOW });
  const list = () => Promise.reject(new Error('asked'));
  Object.assign(ctx.stripe.subscriptions, { list });
  const { customerId } = await createCustomer(ctx, input());
  expect(await subscriptionOf(customerId)).toMatchObject({ start: '2026-04-15 00:00:00' });
});

/** A context whose Stripe client breaks at one method, as if the Worker were killed there. */
function breakingAt(method: 'customers.create' | 'subscriptions.create', when: 'before' | 'after') {
  const ctx = testContext({ now: NOW });
  const [resource, verb] = method.split('.') as ['customers' | 'subscriptions', 'create'];
  const target = ctx.stripe[resource];
  const original = target[verb].bind(target) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(target, {
    [verb]: async (...args: unknown[]) => {
      if (when === 'after') await original(...args);
      throw new Error('killed');
    },
  });
  return ctx;
}

describe('createCustomer', () => {
  test('makes row, Stripe customer with card, address and VAT id, and the subscription, linked in metadata', async () => {
    const ctx = testContext({ now: NOW });
    const given = input();
    const created = await createCustomer(ctx, given);
    const [row] = await ownerSql('SELECT * FROM customers WHERE id = $1', [created.customerId]);
    expect(row).toMatchObject({
      email: given.email,
      stripe_customer_id: created.stripeCustomerId,
      tax_id: 'DE123456789',
    });
    const stripeCustomer = await ctx.stripe.customers.retrieve(created.stripeCustomerId, {
      expand: ['invoice_settings.default_payment_method', 'tax_ids'],
    });
    expect(stripeCustomer).toMatchObject({
      email: given.email,
      metadata: { customer_id: created.customerId },
      preferred_locales: ['de-DE'],
      address: { line1: 'Speicherstraße 1', city: 'Hamburg', postal_code: '20457', country: 'DE' },
    });
    const taxIds = await ctx.stripe.customers.listTaxIds(created.stripeCustomerId);
    expect(taxIds.data).toMatchObject([{ type: 'eu_vat', value: 'DE123456789' }]);
    const subscription = await ctx.stripe.subscriptions.retrieve(created.stripeSubscriptionId);
    expect(subscription.metadata).toEqual({
      customer_id: created.customerId,
      plan_id: 'growth',
      plan_version: '1',
    });
    expect(await subscriptionOf(created.customerId)).toMatchObject({
      status: 'active',
      currency: 'eur',
      plan_id: 'growth',
      items: 4,
    });
  });

  test('made at 12:00, the first period is the whole month from 00:00, charged with the full €469.00', async () => {
    const ctx = testContext({ now: NOW });
    const { customerId, stripeCustomerId } = await createCustomer(ctx, input());
    expect(await subscriptionOf(customerId)).toMatchObject({
      start: '2026-04-15 00:00:00',
      end: '2026-05-15 00:00:00',
    });
    const { data } = await ctx.stripe.invoices.list({ customer: stripeCustomerId });
    expect(data.map(({ total, status }) => [total, status])).toEqual([[46_900, 'paid']]);
  });

  test('without a card the invoice is sent to be paid, and the plan runs', async () => {
    const ctx = testContext({ now: NOW });
    const { customerId, stripeSubscriptionId } = await createCustomer(ctx, input({ paymentMethod: null }));
    expect(await subscriptionOf(customerId)).toMatchObject({ status: 'active' });
    expect(await ctx.stripe.subscriptions.retrieve(stripeSubscriptionId)).toMatchObject({
      collection_method: 'send_invoice',
    });
  });

  test('is audited: the row, then the link to Stripe', async () => {
    const { customerId } = await createCustomer(testContext({ now: NOW }), input());
    const audit = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id', [
      customerId,
    ]);
    expect(audit.map(({ action }) => action).slice(0, 2)).toEqual([
      'customer.created',
      'customer.linked_to_stripe',
    ]);
  });

  test('a complete customer’s e-mail is a conflict that names the field', async () => {
    const ctx = testContext({ now: NOW });
    const given = input();
    await createCustomer(ctx, given);
    await expect(createCustomer(ctx, given)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ path: 'email', message: 'is already in use' }],
    });
  });

  test.each([
    ['customers.create', 'before'],
    ['customers.create', 'after'],
    ['subscriptions.create', 'before'],
    ['subscriptions.create', 'after'],
  ] as const)(
    'killed %s (%s Stripe had it), a second call finishes and makes nothing twice',
    async (method, when) => {
      const given = input();
      await expect(createCustomer(breakingAt(method, when), given)).rejects.toThrow('killed');
      const ctx = testContext({ now: NOW });
      const created = await createCustomer(ctx, given);
      expect((await ctx.stripe.customers.list({ email: given.email })).data).toHaveLength(1);
      expect((await ctx.stripe.subscriptions.list({ customer: created.stripeCustomerId })).data).toHaveLength(
        1,
      );
      expect(await subscriptionOf(created.customerId)).toMatchObject({ status: 'active' });
    },
  );

  test('a refused card is payment_declined, and the same e-mail with a good one goes through', async () => {
    const ctx = testContext({ now: NOW });
    const given = input();
    await expect(
      createCustomer(ctx, { ...given, paymentMethod: 'pm_card_visa_chargeDeclined' }),
    ).rejects.toMatchObject({ code: 'payment_declined' });
    const created = await createCustomer(ctx, given);
    expect(await subscriptionOf(created.customerId)).toMatchObject({ status: 'active' });
  });

  test('while Stripe cannot be reached nothing is half there, and the next call finishes', async () => {
    const given = input();
    const away = testRuntime({ DEV_STRIPE_URL: 'http://127.0.0.1:9' });
    await expect(createCustomer(testContext({ now: NOW, runtime: away }), given)).rejects.toThrow();
    const created = await createCustomer(testContext({ now: NOW }), given);
    expect(await subscriptionOf(created.customerId)).toMatchObject({ status: 'active' });
  });
});

describe('what is refused', () => {
  test.each([
    ['email', { email: 'nobody' }],
    ['name', { name: ' ' }],
    ['planId', { planId: 'platinum' as never }],
    ['currency', { currency: 'chf' as never }],
    ['locale', { locale: 'not a locale' }],
    ['country', { country: 'Germany' }],
    ['address.line1', { address: { line1: '' } }],
    ['taxId', { country: 'BR', taxId: '123' }],
    ['paymentMethod', { paymentMethod: 'card_1' }],
  ] as const)('%s: %j is invalid_value with that path', async (path, overrides) => {
    await expect(createCustomer(testContext({ now: NOW }), input(overrides))).rejects.toMatchObject({
      code: 'invalid_value',
      fields: [{ path, message: expect.any(String) }],
    });
  });

  test('a publisher and a read-only member of staff may not', async () => {
    const publisher = publisherActor(await insertTestCustomer());
    for (const actor of [publisher, staffActor('readonly')]) {
      await expect(createCustomer(testContext({ actor, now: NOW }), input())).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });
});

test('a second call on the next day may bring the card that the interrupted first one lacked', async () => {
  const given = input({ paymentMethod: null });
  await expect(createCustomer(breakingAt('subscriptions.create', 'before'), given)).rejects.toThrow('killed');
  const tomorrow = new Date('2026-04-16T09:00:00.000Z');
  await advanceClock(tomorrow);
  const ctx = testContext({ now: tomorrow });
  const created = await createCustomer(ctx, { ...given, paymentMethod: 'pm_card_visa' });
  const subscription = await ctx.stripe.subscriptions.retrieve(created.stripeSubscriptionId);
  expect(subscription).toMatchObject({ status: 'active', collection_method: 'charge_automatically' });
});

test('a second call with other values finds the subscription that the first one started, and starts no other', async () => {
  const given = input({ paymentMethod: null });
  await expect(createCustomer(breakingAt('subscriptions.create', 'after'), given)).rejects.toThrow('killed');
  const ctx = testContext({ now: new Date('2026-04-16T09:00:00.000Z') });
  const created = await createCustomer(ctx, { ...given, paymentMethod: 'pm_card_visa' });
  const { data } = await ctx.stripe.subscriptions.list({ customer: created.stripeCustomerId, status: 'all' });
  expect(data.map(({ id }) => id)).toEqual([created.stripeSubscriptionId]);
});
