import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function look(path: string): Promise<string> {
  const response = await fetch(`${world.standIn.url}/_dashboard/${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

async function press(path: string, fields: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${world.standIn.url}/_dashboard/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return response.text();
}

async function subscribed() {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount: 9_900, name: 'Starter' });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 2 }],
    discounts: [{ coupon: coupon.id }],
  });
  return { customer, coupon, subscription, invoice: String(subscription.latest_invoice) };
}

test('a subscription has a page: its items, price, period, discounts and invoices', async () => {
  const { customer, coupon, subscription, invoice } = await subscribed();
  const link = `/_dashboard/subscriptions/${subscription.id}`;
  for (const from of ['', 'subscriptions', `customers/${customer.id}`, `invoices/${invoice}`]) {
    expect(await look(from), from).toContain(`href="${link}"`);
  }
  const page = await look(`subscriptions/${subscription.id}`);
  for (const shown of [
    'Starter',
    '$99.00 / month',
    '2026-01-15 00:00 UTC to 2026-02-15 00:00 UTC',
    coupon.id,
    '10 %',
    `/_dashboard/invoices/${invoice}`,
    '$178.20',
  ]) {
    expect(page).toContain(shown);
  }
});

test('cancelling at the period’s end can be taken back; cancelling now ends now', async () => {
  const { customer, subscription } = await subscribed();
  const path = `subscriptions/${subscription.id}`;
  const ends = '<dt>Ends</dt><dd>2026-02-15 00:00 UTC</dd>';
  expect(await press(`${path}/cancel_later`)).toContain(ends);
  const kept = await press(`${path}/keep`);
  expect(kept).toContain('Goes on.');
  expect(kept).not.toContain(ends);
  expect(await world.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    cancel_at: null,
    cancel_at_period_end: false,
  });
  await world.stripe.subscriptions.update(subscription.id, { cancel_at: world.seconds() + 7 * 86_400 });
  await press(`${path}/keep`);
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).cancel_at).toBeNull();
  await press(`${path}/cancel_later`);
  await world.advanceTo('2026-01-20T12:00:00Z');
  const ended = await press(`${path}/cancel`);
  expect(ended).toContain('<dt>Ended</dt><dd>2026-01-20 12:00 UTC</dd>');
  expect(ended).not.toContain('Cancel now');
  const customers = await look(`customers/${customer.id}`);
  expect(customers).toContain('data-label="Ends">2026-01-20 12:00 UTC</td>');
  expect(await look('')).toContain('ended 2026-01-20 12:00 UTC');
});

test('a subscription that is in no period is offered no end with one', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create({ name: 'Ada' });
  const { id: price } = await createFlatPrice(stripe, { amount: 9_900 });
  const items = [{ price }];
  const incomplete = await stripe.subscriptions.create({
    customer,
    items,
    payment_behavior: 'default_incomplete',
  });
  const paused = await stripe.subscriptions.create({
    customer,
    items,
    trial_period_days: 1,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await world.advanceTo('2026-01-15T12:00:00Z');
  const buttons = async (id: string) =>
    [...(await look(`subscriptions/${id}`)).matchAll(/<button>([^<]+)</g)].map(([, label]) => label);
  expect(await buttons(incomplete.id)).toEqual(['Cancel now']);
  expect(await buttons(paused.id)).toEqual(['Cancel at period end', 'Cancel now']);
  await world.advanceTo('2026-01-16T12:00:00Z');
  expect((await stripe.subscriptions.retrieve(paused.id)).status).toBe('paused');
  expect(await buttons(paused.id)).toEqual(['Cancel now']);
  await stripe.subscriptions.update(paused.id, { cancel_at: world.seconds() + 86_400 });
  expect(await buttons(paused.id)).toEqual(['Do not cancel', 'Cancel now']);
  expect(await press(`subscriptions/${paused.id}/keep`)).toContain('Goes on.');
});

test('an invoice’s page lists its refunds and credit notes', async () => {
  const { invoice } = await subscribed();
  const note = await world.stripe.creditNotes.create({ invoice, refund_amount: 4_000 });
  const page = await look(`invoices/${invoice}`);
  expect(page).toContain(`<code>${String(note.refunds[0]?.refund)}</code>`);
  expect(page).toContain(note.number);
  expect(page.match(/\$40\.00/g)).toHaveLength(3);
});

test('what is more than a page has more pages', async () => {
  for (let index = 0; index < 102; index += 1) await world.stripe.customers.create({ name: `No ${index}` });
  expect(await look('')).toContain('<a href="/_dashboard/customers">All 102 customers</a>');
  const first = await look('customers');
  expect(first).toContain('1 to 100 of 102');
  expect(first).toContain('>No 101<');
  expect(first).not.toContain('>No 1<');
  expect(first).toContain('<a href="/_dashboard/customers?page=2">Older</a>');
  expect(first).not.toContain('Newer');
  for (const page of ['2', '9']) {
    const last = await look(`customers?page=${page}`);
    expect(last).toContain('101 to 102 of 102');
    expect(last).toContain('>No 1<');
    expect(last).toContain('<a href="/_dashboard/customers?page=1">Newer</a>');
    expect(last).not.toContain('Older');
  }
  for (const page of ['page=many', 'page[a]=2']) {
    expect(await look(`customers?${page}`)).toContain('1 to 100 of 102');
  }
  expect(await look('events?page=2')).toContain('101 to 102 of 102');
  expect(await look('invoices')).not.toContain('class="more pager"');
});

test('an edit that changes nothing is told so, and tells nobody', async () => {
  const { customer } = await subscribed();
  const path = `customers/${customer.id}/edit`;
  const same = await press(path, { name: 'Ada', email: 'ada@example.com' });
  expect(same).toContain('Nothing to change.');
  expect((await world.stripe.events.list({ type: 'customer.updated' })).data).toHaveLength(0);
  expect(await press(path, { name: 'Ada', email: 'grace@example.com' })).toContain(
    'Changed behind our back.',
  );
  expect((await world.stripe.events.list({ type: 'customer.updated' })).data).toHaveLength(1);
});
