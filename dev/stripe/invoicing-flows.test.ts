import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (iso: string) => Date.parse(iso) / 1_000;

/** Quantity and amount of each line. */
const linesOf = ({ lines }: Stripe.Invoice) => lines.data.map(({ quantity, amount }) => [quantity, amount]);

test('usage that comes in the grace hour is billed with its period, in a line for each tier; later usage is not', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: meter } = await createMeter(stripe);
  const tiers = [
    [1_000, '0'],
    [3_000, '0.3'],
    ['inf', '0.125'],
  ] as const;
  const { id: price } = await createTieredPrice(stripe, { meter, tiers });
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const report = (value: string, timestamp = world.seconds()) =>
    stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer, value },
      timestamp,
    });
  await report('4000');
  await world.advanceTo('2026-02-15T00:20:00Z');
  const [draft] = (await stripe.invoices.list({ subscription, status: 'draft' })).data;
  expect(draft && linesOf(draft)).toEqual([
    [1_000, 0],
    [2_000, 600],
    [1_000, 125],
  ]);
  await report('1000', at('2026-02-14T23:00:00Z'));
  await report('77');
  await world.advanceTo('2026-02-15T02:00:00Z');
  const closed = await stripe.invoices.retrieve(String(draft?.id));
  expect(closed).toMatchObject({ status: 'paid', amount_paid: 850 });
  expect(linesOf(closed)).toEqual([
    [1_000, 0],
    [2_000, 600],
    [2_000, 250],
  ]);
  await report('500', at('2026-02-14T23:30:00Z'));
  await world.passMinute();
  expect(await stripe.invoices.retrieve(closed.id)).toMatchObject({ total: 850 });
  expect(linesOf(await stripe.invoices.createPreview({ subscription }))).toEqual([[77, 0]]);
});

test('an upgrade after 10 of 31 days is charged what its preview said two minutes before, with coupon and tax', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const vat = { display_name: 'VAT', percentage: 19, inclusive: false };
  const [{ id: rate }, { id: coupon }, { id: small }, { id: big }] = await Promise.all([
    stripe.taxRates.create(vat),
    stripe.coupons.create({ percent_off: 20, duration: 'forever' }),
    createFlatPrice(stripe, { amount: 3_100 }),
    createFlatPrice(stripe, { amount: 9_900 }),
  ]);
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price: small }],
    default_tax_rates: [rate],
    discounts: [{ coupon }],
  });
  await world.advanceTo('2026-01-25T00:00:00Z');
  const change = {
    items: [{ id: String(made.items.data[0]?.id), price: big }],
    proration_behavior: 'always_invoice' as const,
    proration_date: world.seconds(),
  };
  const preview = await stripe.invoices.createPreview({
    subscription: made.id,
    subscription_details: change,
  });
  await world.advanceTo('2026-01-25T00:02:00Z');
  const { latest_invoice: invoice } = await stripe.subscriptions.update(made.id, {
    ...change,
    payment_behavior: 'error_if_incomplete',
  });
  const charged = await stripe.invoices.retrieve(String(invoice));
  // 21 of 31 days of $24.80 and of $79.20, and 19 % of the difference.
  expect(linesOf(charged)).toEqual([
    [1, -1_680],
    [1, 5_365],
  ]);
  expect(charged).toMatchObject({ status: 'paid', subtotal: 3_685, amount_paid: 4_385 });
  expect(preview).toMatchObject({ subtotal: 3_685, amount_due: 4_385 });
});

test('a sent invoice with discount and tax is credited in part, paid outside, and another voided', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const vat = { display_name: 'VAT', percentage: 20, inclusive: false };
  const [{ id: rate }, { id: coupon }] = await Promise.all([
    stripe.taxRates.create(vat),
    stripe.coupons.create({ amount_off: 1_000, currency: 'usd', duration: 'once' }),
  ]);
  const send = async (discounts: Stripe.InvoiceCreateParams['discounts']) => {
    const { id } = await stripe.invoices.create({
      customer,
      collection_method: 'send_invoice',
      days_until_due: 30,
      default_tax_rates: [rate],
      ...(discounts && { discounts }),
    });
    await stripe.invoices.addLines(id, {
      lines: [
        { amount: 24_690, description: 'Work' },
        { amount: 5_001, description: 'Extra' },
        { amount: -500, description: 'Goodwill' },
      ],
    });
    return stripe.invoices.sendInvoice(id);
  };
  const sent = await send([{ coupon }]);
  // $291.91 less $10.00, and 20 % of what is left of each line.
  expect(sent).toMatchObject({ status: 'open', subtotal: 29_191, total: 33_830, due_date: at('2026-02-14') });
  const extra = sent.lines.data.find(({ amount }) => amount === 5_001);
  const line = { type: 'invoice_line_item' as const, invoice_line_item: String(extra?.id) };
  const note = await stripe.creditNotes.create({ invoice: sent.id, lines: [line] });
  // $50.01 less its $1.68 of the discount, and its $9.67 of tax.
  expect(note).toMatchObject({
    subtotal: 5_001,
    discount_amount: 168,
    total: 5_800,
    pre_payment_amount: 5_800,
  });
  expect(await stripe.invoices.retrieve(sent.id)).toMatchObject({ total: 33_830, amount_due: 28_030 });
  expect(await stripe.invoices.pay(sent.id, { paid_out_of_band: true })).toMatchObject({
    status: 'paid',
    amount_paid: 28_030,
    amount_remaining: 0,
  });
  expect(await refusal(stripe.invoices.voidInvoice(sent.id))).toMatchObject({ statusCode: 400 });
  const { id } = await send(undefined);
  expect(await stripe.invoices.voidInvoice(id)).toMatchObject({ status: 'void' });
  expect(await refusal(stripe.creditNotes.create({ invoice: id, amount: 100 }))).toMatchObject({
    param: 'invoice',
  });
  const types = (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['invoice.sent', 'credit_note.created', 'invoice.paid', 'invoice.voided']),
  );
});
