import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function look(path: string): Promise<string> {
  const response = await fetch(`${world.standIn.url}${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

async function press(path: string, fields: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${world.standIn.url}/_dashboard/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return response.text();
}

async function subscribed() {
  const customer = await createCustomer(world.stripe, { name: 'Ada <Lovelace> & Sons' });
  const price = await createFlatPrice(world.stripe, { amount: 9_900, name: 'Starter' });
  const subscription = await world.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
  });
  return { customer, subscription, invoice: String(subscription.latest_invoice) };
}

test('the overview shows customers, subscriptions and invoices, with names escaped', async () => {
  const { customer } = await subscribed();
  const shown = await look('/');
  expect(shown).toContain('Ada &lt;Lovelace&gt; &amp; Sons');
  expect(shown).toContain(`/_dashboard/customers/${customer.id}`);
  expect(shown).toContain('$99.00');
  expect(await look('/_dashboard/events')).toContain('customer.subscription.created');
  await world.standIn.runDue();
  expect(await look('/_dashboard/deliveries')).toContain('class="state good">delivered');
});

test('“refuse the next charge” makes one renewal fail; “pay” on its invoice collects it', async () => {
  const { customer, subscription } = await subscribed();
  const [method] = (await world.stripe.customers.listPaymentMethods(customer.id)).data;
  await press(`payment_methods/${method?.id}/fail`, { reason: 'insufficientFunds' });
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [failed] = (await world.stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  expect(failed?.status).toBe('open');
  expect(await look(`/_dashboard/invoices/${failed?.id}`)).toContain('insufficient_funds');
  expect(await press(`invoices/${failed?.id}/pay`)).toContain('Paid.');
  expect((await world.stripe.invoices.retrieve(String(failed?.id))).status).toBe('paid');
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('refunding, editing behind our back and sending an event again are events like any other', async () => {
  const { customer, invoice } = await subscribed();
  const payments = await world.stripe.invoicePayments.list({
    invoice,
    expand: ['data.payment.payment_intent'],
  });
  const intent = payments.data[0]?.payment.payment_intent;
  const charge = typeof intent === 'object' ? String(intent.latest_charge) : '';
  await press(`charges/${charge}/refund`, { amount: '40.00', invoice });
  await press(`customers/${customer.id}/edit`, { name: 'Grace', email: 'grace@example.com' });
  expect((await world.stripe.charges.retrieve(charge)).amount_refunded).toBe(4_000);
  expect((await world.stripe.customers.retrieve(customer.id)) as unknown).toMatchObject({ name: 'Grace' });
  await world.standIn.runDue();
  const count = world.standIn.eventTypes().length;
  const [event] = (await world.stripe.events.list({ type: 'charge.refunded' })).data;
  await press(`events/${event?.id}/resend`);
  await world.standIn.runDue();
  expect(world.standIn.eventTypes().slice(count)).toEqual(['charge.refunded']);
});

test('what Stripe refuses is said in its words', async () => {
  const { invoice } = await subscribed();
  expect(await press(`invoices/${invoice}/void`)).toContain(
    'You can only void an invoice that is open or uncollectible',
  );
  expect(await press('invoices/in_none/pay')).toContain('No such invoice');
  expect(await press('nothing/x/y')).toContain('There is no such action.');
});

test('what is refused is told on the page where it was asked for, in a colour of its own, with its codes', async () => {
  const { customer, invoice } = await subscribed();
  const refused = async (path: string, fields: Record<string, string>, codes: string) => {
    const page = await press(path, fields);
    expect(page).toMatch(new RegExp(`<p class="notice bad" role="alert">[^<]+${codes}</p>`));
    return page;
  };
  const done = await press(`customers/${customer.id}/card`, { card: 'visa' });
  expect(done).toContain('<p class="notice good" role="status">Attached visa.</p>');
  const codes = ' <code>card_declined</code> <code>generic_decline</code>';
  const card = { card: 'visa_chargeDeclined' };
  expect(await refused(`customers/${customer.id}/card`, card, codes)).toContain('Attach and make default');
  const nothing = ' <code>resource_missing</code>';
  for (const [path, fields, expected] of [
    [`invoices/${invoice}/void`, {}, ' <code>invoice_not_editable</code>'],
    ['charges/ch_none/refund', { amount: '1', invoice }, nothing],
  ] as const) {
    expect(await refused(path, fields, expected)).toContain('<h1>Invoice ');
  }
  expect(await refused('invoices/in_none/pay', {}, nothing)).toContain('Back to the overview');
});

test('a page of another origin cannot press a button', async () => {
  const { customer, subscription } = await subscribed();
  const response = await fetch(`${world.standIn.url}/_dashboard/subscriptions/${subscription.id}/cancel`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  });
  expect(response.status).toBe(403);
  expect(await response.text()).not.toContain(customer.id);
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('a browser that asks for an icon is told that there is none', async () => {
  expect((await fetch(`${world.standIn.url}/favicon.ico`)).status).toBe(204);
});

/** An invoice that was paid once, and its charge. */
async function charged(currency: string, amount: number) {
  const { stripe, standIn } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: invoice = '' } = await stripe.invoices.create({ customer, currency });
  await stripe.invoiceItems.create({ customer, invoice, amount, currency });
  await stripe.invoices.pay(invoice, { expand: ['payments'] });
  const [charge] = (await stripe.charges.list({ customer })).data;
  const page = () => look(`/_dashboard/invoices/${invoice}`);
  const refund = (text: string) => press(`charges/${charge?.id}/refund`, { amount: text, invoice });
  const refunded = async () => (await stripe.charges.retrieve(String(charge?.id))).amount_refunded;
  return { page, refund, refunded, standIn };
}

test.each([
  ['jpy', 1_500, '1500', '500', 500, ['500.5', 'has no decimals'], '¥1,000'],
  ['usd', 1_505, '15.05', '5.5', 550, ['5.555', 'has 2 decimals at most'], '$9.55'],
  ['kwd', 15_050, '15.050', '5.5', 5_500, ['5.5555', 'has 3 decimals at most'], 'KWD 9.550'],
] as const)(
  'a refund in %s is written as its amounts are read, and what is none is named',
  async (currency, amount, shown, written, minor, [wrong, why], left) => {
    const { page, refund, refunded } = await charged(currency, amount);
    const name = `Amount in ${currency.toUpperCase()}`;
    expect(await page()).toMatch(new RegExp(`<label>${name} <input name="amount" [^>]*value="${shown}">`));
    expect(await refund(wrong)).toContain(`“${name}” ${why}`);
    for (const none of ['many', '-5', '0', '5,00', '1e3']) {
      expect(await refund(none)).toContain(`“${name}” must be an amount above zero`);
    }
    expect(await refund(' ')).toContain(`“${name}” is empty.`);
    expect(await refunded()).toBe(0);
    await refund(written);
    expect(await refunded()).toBe(minor);
    expect(await refund(String(amount))).toContain(`unrefunded amount on charge (${left})`);
  },
);
