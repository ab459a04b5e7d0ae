import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../postgres/main.ts';
import { startStripeStandIn } from './main.ts';
import { ROUTES } from './resources/index.ts';
import { createCustomer, createFlatPrice, createMeter } from './testing/catalog.ts';
import { createStripe } from './testing/stripe-world.ts';
import type { Fields, Shape } from './wire/params.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'stripe-bad-input-'));
const postgres = await startPostgres({ dataDir, port: 0, durable: false });
const complaints: string[] = [];
const standIn = await startStripeStandIn({
  port: 0,
  now: () => new Date('2026-01-15T00:00:00Z'),
  databaseUrl: postgres.stripeStateUrl,
  log: (line) => complaints.push(line),
});
afterAll(async () => {
  await standIn.close();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const HEADERS = {
  authorization: 'Bearer sk_test_dev',
  'content-type': 'application/x-www-form-urlencoded',
};
const IDS = ['in_none', '__proto__', '%E0%A4%A'];
const FORMS = [
  '%E0%A4%A=1',
  'a[b=1&[x]=1',
  '__proto__[x]=1&constructor[prototype]=1',
  'expand[]=a.b.c.d.e.f',
  'metadata[a][b]=1',
  'customer[]=1&items[x][price]=1',
  'amount=99999999999999999999&currency=zzz',
  'limit=0&created[gt]=x',
  'a=1&a[b]=2',
  'currency=%00&tiers[0]=',
  'name=a%00b',
  'metadata[a%00b]=1',
];

async function call(method: string, path: string, form: string): Promise<{ status: number; body: unknown }> {
  const inBody = method === 'POST';
  const response = await fetch(`${standIn.url}${path}${inBody ? '' : `?${form}`}`, {
    method,
    headers: HEADERS,
    ...(inBody && { body: form }),
  });
  return { status: response.status, body: await response.json() };
}

test('no endpoint answers nonsense with a fault of its own, or forgets what it knows', async () => {
  const { body } = await call('POST', '/v1/customers', 'name=Ada');
  const { id } = body as { id: string };
  const paths = ROUTES.flatMap(({ method, path }) =>
    (path.includes(':') ? IDS : ['']).map((id) => ({ method, path: path.replaceAll(/:\w+/g, id) })),
  );
  const wrong: string[] = [];
  for (const { method, path } of paths) {
    for (const form of FORMS) {
      const { status, body: answer } = await call(method, path, form);
      const isRefusal = status < 500 && typeof answer === 'object' && answer !== null && 'error' in answer;
      if (status !== 200 && !isRefusal) wrong.push(`${method} ${path} ${form} → ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await call('GET', `/v1/customers/${id}`, '')).toEqual({ status: 200, body });
});

test('a NUL character is refused by name', async () => {
  expect(await call('POST', '/v1/customers', 'name=a%00b')).toMatchObject({
    status: 400,
    body: { error: { type: 'invalid_request_error', param: 'name' } },
  });
  expect(await call('POST', '/v1/customers', 'metadata[a%00b]=1')).toMatchObject({
    status: 400,
    body: { error: { param: 'metadata' } },
  });
});

const VALUES = ['', 'x', '-1', '999999999999999'];

/** The form names of all values that an endpoint's parameters hold, lists with one entry. */
function namesOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'object') return [path, ...fieldNames(shape.fields, (key) => `${path}[${key}]`)];
  if (shape.kind === 'list') return [path, ...namesOf(shape.item, `${path}[0]`)];
  if (shape.kind === 'either') return shape.shapes.flatMap((one) => namesOf(one, path));
  return [path, `${path}[x]`];
}

function fieldNames(fields: Fields, name: (key: string) => string): string[] {
  return Object.entries(fields).flatMap(([key, field]) => namesOf(field.shape, name(key)));
}

/** One object of each kind, by the word that stands before its id in a path. */
async function oneOfEach(): Promise<Record<string, string>> {
  const stripe = createStripe(standIn.url);
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount: 1_000 });
  const meter = await createMeter(stripe);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
  });
  const draft = await stripe.invoices.create({ customer: customer.id });
  const item = await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: 'usd' });
  const intent = await stripe.paymentIntents.create({
    amount: 900,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://example.com',
  });
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
  const note = await stripe.creditNotes.create({
    invoice: String(subscription.latest_invoice),
    amount: 100,
    credit_amount: 100,
  });
  const setup = await stripe.setupIntents.create({ customer: customer.id });
  const coupon = await stripe.coupons.create({ percent_off: 10 });
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
  return {
    customers: customer.id,
    charged: String(subscription.latest_invoice),
    products: String(price.product),
    prices: price.id,
    meters: meter.id,
    subscriptions: subscription.id,
    subscription_items: subscription.items.data[0]?.id ?? '',
    invoices: String(draft.id),
    invoiceitems: item.id,
    payment_intents: intent.id,
    payment_methods: String(customer.invoice_settings.default_payment_method),
    charges: String(intent.latest_charge),
    refunds: refund.id,
    credit_notes: note.id,
    setup_intents: setup.id,
    coupons: coupon.id,
    tax_rates: rate.id,
  };
}

/** How a parameter that is missing is given, where not as any word. */
const GIVEN: Readonly<Record<string, (ids: Record<string, string>) => string>> = {
  amount: () => 'amount=900',
  card: () => 'card[token]=tok_visa',
  customer: ({ customers }) => `customer=${customers}`,
  currency: () => 'currency=usd',
  default_aggregation: () => 'default_aggregation[formula]=sum',
  enabled_events: () => 'enabled_events[0]=*',
  end_time: () => 'end_time=1768435200',
  inclusive: () => 'inclusive=true',
  invoice: ({ charged = '' }) => `invoice=${charged}`,
  items: ({ prices }) => `items[0][price]=${prices}`,
  payload: () => 'payload[value]=1',
  percent_off: () => 'percent_off=10',
  percentage: () => 'percentage=10',
  product: ({ products }) => `product=${products}`,
  start_time: () => 'start_time=1768348800',
  subscription: ({ subscriptions }) => `subscription=${subscriptions}`,
  type: () => 'type=card',
  unit_amount: () => 'unit_amount=100',
  url: () => 'url=http://127.0.0.1:9/hook',
};

/** What an endpoint needs before it looks at anything else. */
async function neededForm(method: string, path: string, ids: Record<string, string>): Promise<string> {
  let form = '';
  for (let missing = 0; missing < 5; missing += 1) {
    const { body } = await call(method, path, form);
    const { error } = body as { error?: { code?: string; param?: string } };
    if (error?.code !== 'parameter_missing' || error.param === undefined) break;
    form += `${GIVEN[error.param]?.(ids) ?? `${error.param}=x`}&`;
  }
  return form;
}

test('no value of any parameter of an object that is there makes it fail', async () => {
  complaints.length = 0;
  const ids = await oneOfEach();
  const wrong: string[] = [];
  // What deletes comes last, and each step finds what the steps before have left.
  const routes = [...ROUTES].sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  for (const { method, path, params } of routes) {
    const target = path.replaceAll(/(\w+)\/:\w+/g, (_all, word: string) => `${word}/${ids[word] ?? 'none'}`);
    const needed = await neededForm(method, target, ids);
    for (const name of fieldNames(params, (key) => key)) {
      const statuses = await Promise.all(
        VALUES.map(async (value) => (await call(method, target, `${needed}${name}=${value}`)).status),
      );
      const failed = VALUES.filter((_value, index) => (statuses[index] ?? 500) >= 500);
      wrong.push(...failed.map((value) => `${method} ${target} ${needed}${name}=${value}`));
    }
  }
  expect(wrong).toEqual([]);
  expect(complaints).toEqual([]);
  await standIn.runDue();
});
