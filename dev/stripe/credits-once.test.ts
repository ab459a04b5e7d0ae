import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';

/** Two units by the day from the half of the month on, whose invoice is open: it could not be collected. */
async function twoUnitsUnpaid() {
  const { stripe } = world;
  const { customer, made, quantity, cancel } = await subscribeByTheDay(world);
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.subscriptions.update(made.id, { default_payment_method: bad });
  await world.advanceTo(HALF);
  expect(await quantity(2)).toEqual([-1_550, 3_100]);
  const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(made.id);
  return {
    made,
    quantity,
    cancel,
    writeOff: () => stripe.invoices.markUncollectible(String(invoice)),
    pay: () => stripe.invoices.pay(String(invoice), { payment_method: card }),
  };
}

type Step = 'writeOff' | 'pay' | 'change';

test.each([
  ['is paid', ['pay', 'change']],
  ['is written off', ['writeOff', 'change']],
  ['is written off and paid before the next change', ['writeOff', 'pay', 'change']],
  ['is written off and paid after the next change', ['writeOff', 'change', 'pay']],
] as [string, Step[]][])(
  'a month is credited once, also where the invoice of its first credit %s',
  async (_, steps) => {
    const { quantity, cancel, ...act } = await twoUnitsUnpaid();
    await world.advanceTo('2026-02-01T00:00:00Z');
    // 14 of the 15.5 days of two units, and 14 days of one. Of the month itself all was credited at its half.
    for (const step of steps)
      if (step === 'change') expect(await quantity(1)).toEqual([-2_800, 1_400]);
      else await act[step]();
    await world.advanceTo('2026-02-08T00:00:00Z');
    expect(await cancel()).toEqual([-700]);
  },
);

test('a credit fills each gap that credits which were voided have left, and no more', async () => {
  const { stripe } = world;
  const { made, quantity, cancel } = await subscribeByTheDay(world);
  await stripe.subscriptions.update(made.id, { collection_method: 'send_invoice', days_until_due: 30 });
  const at = (date: string) => Date.parse(date) / 1_000;
  await world.advanceTo('2026-02-05T00:00:00Z');
  const dated = (date: string) =>
    ({ proration_behavior: 'always_invoice', proration_date: at(date) }) as const;
  const latest = async () => String((await stripe.subscriptions.retrieve(made.id)).latest_invoice);
  expect(await quantity(2, dated('2026-02-05'))).toEqual([-1_000, 2_000]);
  const last = await latest();
  // Eleven days of the month before those that were credited; and twenty-one of two units.
  expect(await quantity(1, dated('2026-01-25'))).toEqual([-1_100, -2_000, 2_100]);
  await stripe.invoices.voidInvoice(last);
  // The ten days are not given back any more, the eleven are; and of the twenty-one days of one unit ten are left.
  expect(await cancel()).toEqual([-1_000, -1_000]);
});

const lineTaxes = ({ lines }: Stripe.Invoice) =>
  lines.data.map(({ amount, taxes }) => [amount, (taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0)]);

async function taxRate(percentage: number): Promise<string> {
  const { id } = await world.stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive: false });
  return id;
}

test.each([
  ['rates of its own', true, [310, -310]],
  ['those of the subscription', false, [155, -155]],
] as const)(
  'a credit of what waits with it for an invoice is taxed as that is, which has %s, though the item has others by now',
  async (_, rated, taxes) => {
    const { stripe } = world;
    const [before, after] = [await taxRate(10), await taxRate(20)];
    const { made, item } = await subscribeByTheDay(world);
    await world.advanceTo(HALF);
    await stripe.subscriptions.update(made.id, { default_tax_rates: [await taxRate(5)] });
    const change = (
      params: Stripe.SubscriptionUpdateParams.Item,
      more: Stripe.SubscriptionUpdateParams = {},
    ) =>
      stripe.subscriptions.update(made.id, {
        items: [{ id: item, ...params }],
        expand: ['latest_invoice'],
        ...more,
      });
    await change({ quantity: 2, ...(rated ? { tax_rates: [before] } : {}) });
    await change({ tax_rates: [after] });
    const { latest_invoice: latest } = await change(
      { quantity: 3 },
      { proration_behavior: 'always_invoice' },
    );
    expect(lineTaxes(latest as Stripe.Invoice)).toEqual([
      [-1_550, 0],
      [3_100, taxes[0]],
      [-3_100, taxes[1]],
      [4_650, 930],
    ]);
  },
);

test('a credit gives back the tax that was charged, though its customer moved or is exempt by now', async () => {
  const { stripe } = world;
  const address = (country: string) => ({ address: { country } });
  const { customer, made, quantity } = await subscribeByTheDay(world);
  await stripe.customers.update(customer, address('DE'));
  await world.advanceTo('2026-01-20T00:00:00Z');
  await stripe.subscriptions.update(made.id, {
    automatic_tax: { enabled: true },
    billing_cycle_anchor: { type: 'now' },
  });
  const invoiced = async (units: number) => {
    await quantity(units);
    const { latest_invoice: id } = await stripe.subscriptions.retrieve(made.id);
    return lineTaxes(await stripe.invoices.retrieve(String(id)));
  };
  await stripe.customers.update(customer, address('FR'));
  await world.advanceTo('2026-02-04T12:00:00Z');
  // 19 % of what Germany was charged, 20 % of what France is.
  expect(await invoiced(2)).toEqual([
    [-1_550, -295],
    [3_100, 620],
  ]);
  await stripe.customers.update(customer, { tax_exempt: 'exempt' });
  expect(await invoiced(1)).toEqual([
    [-3_100, -620],
    [1_550, 0],
  ]);
});
