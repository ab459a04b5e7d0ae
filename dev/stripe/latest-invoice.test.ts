import { expect, test } from 'vitest';
import { meteredCustomer } from './testing/metered-customer.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A subscription whose renewals of February and March were refused, and a card that would pay them. */
async function behind() {
  const { stripe } = world;
  const { customer, subscribe, fee, invoices } = await meteredCustomer(stripe);
  const { id } = await subscribe([fee]);
  const { id: good } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.subscriptions.update(id, { default_payment_method: bad });
  await world.advanceTo('2026-03-15T02:00:00Z');
  const [march, february] = (await invoices()).map((invoice) => String(invoice.id));
  const act = {
    pays: (invoice = '') => stripe.invoices.pay(invoice, { payment_method: good }),
    voids: (invoice = '') => stripe.invoices.voidInvoice(invoice),
    'writes off': (invoice = '') => stripe.invoices.markUncollectible(invoice),
  };
  return { march, february, act, status: async () => (await stripe.subscriptions.retrieve(id)).status };
}

/** docs.stripe.com/billing/subscriptions/overview#subscription-statuses: the latest finalized invoice says it. */
test.each(['pays', 'writes off'] as const)(
  'who %s the latest invoice makes a subscription active',
  async (verb) => {
    const { march, february, act, status } = await behind();
    await act[verb](february);
    expect(await status()).toBe('past_due');
    await act[verb](march);
    expect(await status()).toBe('active');
  },
);

test.each(['pays', 'writes off'] as const)('who %s it does so though an older one is open', async (verb) => {
  const { march, act, status } = await behind();
  await act[verb](march);
  expect(await status()).toBe('active');
});

test('who voids it leaves the one before as the latest', async () => {
  const { march, february, act, status } = await behind();
  await act.voids(march);
  expect(await status()).toBe('past_due');
  await act.pays(february);
  expect(await status()).toBe('active');
});

test('the latest is the one that was finalized last, not the one that was drafted last', async () => {
  const { stripe } = world;
  const { customer, subscribe, fee, invoices } = await meteredCustomer(stripe);
  const { id } = await subscribe([fee]);
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } });
  await world.advanceTo('2026-02-15T02:00:00Z');
  await stripe.subscriptions.update(id, { pause_collection: '' });
  await world.advanceTo('2026-03-15T02:00:00Z');
  const [march, february] = await invoices();
  expect([march?.status, february?.status]).toEqual(['paid', 'draft']);
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.invoices.finalizeInvoice(String(february?.id));
  await refusal(stripe.invoices.pay(String(february?.id), { payment_method: bad }));
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
});
