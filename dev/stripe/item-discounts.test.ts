import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import {
  createCustomer,
  createFlatPrice,
  createMeter,
  createTieredPrice,
  linesOf,
} from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function arrange(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }], ...params });
  const item = made.items.data[0]?.id ?? '';
  const renewal = async () => {
    const { lines, total } = await stripe.invoices.createPreview({ subscription: made.id });
    return [total, lines.data.map(({ discount_amounts: taken }) => taken?.map(({ amount }) => amount))];
  };
  return { stripe, customer, price, made, item, renewal };
}

const fiveEuros = { amount_off: 500, currency: 'eur', duration: 'forever' } as const;
const half = async (params: Partial<Stripe.CouponCreateParams> = {}) =>
  (await world.stripe.coupons.create({ percent_off: 50, duration: 'forever', ...params })).id;

describe('the discounts of an item', () => {
  test.each([
    [
      'an update of its subscription',
      (made: string, id: string, discounts: Given) =>
        world.stripe.subscriptions.update(made, { items: [{ id, discounts }] }),
    ],
    [
      'its own update',
      (_: string, id: string, discounts: Given) => world.stripe.subscriptionItems.update(id, { discounts }),
    ],
  ])('are given by %s, stay when nothing is said of them, and are taken away', async (_, update) => {
    const { stripe, made, item, renewal } = await arrange();
    await update(made.id, item, [{ coupon: await half() }]);
    expect(await renewal()).toEqual([1_550, [[1_550]]]);
    await stripe.subscriptions.update(made.id, { items: [{ id: item, metadata: { a: '1' } }] });
    const [discount, ...others] = (await stripe.subscriptionItems.retrieve(item)).discounts;
    expect(others).toEqual([]);
    expect(await stripe.subscriptionItems.retrieve(item, { expand: ['discounts'] })).toMatchObject({
      discounts: [{ id: discount, subscription: made.id, subscription_item: item }],
    });
    await update(made.id, item, '');
    expect(await renewal()).toEqual([3_100, [[]]]);
  });

  test('are given to one that is added, by an update and by itself', async () => {
    const { stripe, made } = await arrange();
    const discounts = [{ coupon: await half() }];
    const [one, two] = [
      (await createFlatPrice(stripe, { amount: 6_200 })).id,
      (await createFlatPrice(stripe, { amount: 6_200 })).id,
    ];
    const updated = await stripe.subscriptions.update(made.id, { items: [{ price: one, discounts }] });
    expect(updated.items.data[1]?.discounts).toHaveLength(1);
    const added = await stripe.subscriptionItems.create({ subscription: made.id, price: two, discounts });
    expect(added.discounts).toHaveLength(1);
    const { total_discount_amounts: taken } = await stripe.invoices.createPreview({ subscription: made.id });
    expect(taken?.map(({ amount }) => amount)).toEqual([3_100, 3_100]);
  });

  test('end when their coupon does: once with the first invoice, after a month with the second', async () => {
    const { stripe, customer, price } = await arrange();
    const totals = async (coupon: string) => {
      const { id } = await stripe.subscriptions.create({
        customer,
        items: [{ price, discounts: [{ coupon }] }],
        expand: ['latest_invoice'],
      });
      return id;
    };
    const once = await totals(await half({ duration: 'once' }));
    const month = await totals(await half({ duration: 'repeating', duration_in_months: 1 }));
    await world.advanceTo('2026-02-15T02:00:00Z');
    for (const subscription of [once, month]) {
      const { data } = await stripe.invoices.list({ subscription });
      expect(data.map(({ total }) => total)).toEqual([3_100, 1_550]);
    }
  });

  test('that are for once wait for an invoice of their item', async () => {
    const { stripe, made, item, renewal } = await arrange();
    await stripe.subscriptionItems.update(item, {
      discounts: [{ coupon: await half({ duration: 'once' }) }],
    });
    const { id: price } = await createFlatPrice(stripe, { amount: 6_200 });
    await stripe.subscriptions.update(made.id, { items: [{ price }], proration_behavior: 'always_invoice' });
    expect(await renewal()).toEqual([1_550 + 6_200, [[1_550], []]]);
  });

  test('are taken off usage that is billed because its item leaves it behind: 10 × $1.00 ÷ 2', async () => {
    const { stripe, customer } = await arrange();
    const { id: meter } = await createMeter(stripe);
    const priced = async () => (await createTieredPrice(stripe, { meter, tiers: [['inf', '100']] })).id;
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price: await priced(), discounts: [{ coupon: await half() }] }],
    });
    const payload = { stripe_customer_id: customer, value: '10' };
    await stripe.billing.meterEvents.create({ event_name: 'impressions', payload });
    await world.advanceTo('2026-01-25T00:00:00Z');
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: made.items.data[0]?.id ?? '', price: await priced() }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    const invoice = changed.latest_invoice as Stripe.Invoice;
    expect(linesOf(invoice).map(([, amount]) => amount)).toEqual([1_000]);
    expect(invoice).toMatchObject({ total: 500, total_discount_amounts: [{ amount: 500 }] });
  });
});

type Given = '' | { coupon?: string; discount?: string; promotion_code?: string }[];

describe('a discount is refused', () => {
  test.each([
    [{ coupon: 'nope' }, 'coupon', "No such coupon: 'nope'"],
    [{ promotion_code: 'promo_1' }, 'promotion_code', "No such promotion code: 'promo_1'"],
    [{ discount: 'di_1' }, 'discount', "No such discount: 'di_1'"],
  ])('that is not there (%o), named where the request has it', async (given, name, message) => {
    const { stripe, made, item, customer, price } = await arrange();
    const discounts = [given];
    const at = (place: string) => ({
      statusCode: 400,
      code: 'resource_missing',
      param: `${place}[0][${name}]`,
      message,
    });
    const preview = (params: Stripe.InvoiceCreatePreviewParams) => stripe.invoices.createPreview(params);
    for (const [call, place] of [
      [() => stripe.subscriptions.update(made.id, { discounts }), 'discounts'],
      [
        () => stripe.subscriptions.update(made.id, { items: [{ id: item, discounts }] }),
        'items[0][discounts]',
      ],
      [() => stripe.subscriptions.update(made.id, { items: [{ price, discounts }] }), 'items[0][discounts]'],
      [() => stripe.subscriptionItems.update(item, { discounts }), 'discounts'],
      [() => stripe.subscriptionItems.create({ subscription: made.id, price, discounts }), 'discounts'],
      [() => preview({ subscription: made.id, discounts }), 'discounts'],
      [
        () => preview({ subscription: made.id, subscription_details: { items: [{ id: item, discounts }] } }),
        'subscription_details[items][0][discounts]',
      ],
      [
        () => preview({ customer, subscription_details: { items: [{ price, discounts }] } }),
        'subscription_details[items][0][discounts]',
      ],
      [
        () =>
          preview({
            subscription: made.id,
            invoice_items: [
              { amount: 100, currency: 'usd' },
              { amount: 5, currency: 'usd', discounts },
            ],
          }),
        'invoice_items[1][discounts]',
      ],
    ] as const) {
      expect(await refusal(call())).toMatchObject(at(place));
    }
    expect((await stripe.subscriptions.retrieve(made.id)).discounts).toEqual([]);
  });

  test('that is another customer’s, or another subscription’s', async () => {
    const { stripe, customer, price, made } = await arrange();
    const discounts = [{ coupon: await half() }];
    const other = await arrange({ discounts });
    const sibling = await stripe.subscriptions.create({ customer, items: [{ price }], discounts });
    for (const {
      discounts: [discount],
    } of [other.made, sibling]) {
      const reused = [{ discount: String(discount) }];
      expect(await refusal(stripe.subscriptions.update(made.id, { discounts: reused }))).toMatchObject({
        statusCode: 400,
        code: 'resource_missing',
        param: 'discounts[0][discount]',
      });
    }
    const [own] = sibling.discounts;
    const invoice = (discount: string) => stripe.invoices.create({ customer, discounts: [{ discount }] });
    expect(await refusal(invoice(String(other.made.discounts[0])))).toMatchObject({
      code: 'resource_missing',
    });
    expect((await invoice(String(own))).discounts).toEqual([own]);
    const kept = await stripe.subscriptions.update(sibling.id, { discounts: [{ discount: String(own) }] });
    expect(kept.discounts).toEqual([own]);
  });

  test('whose amount is in another currency alone', async () => {
    const { stripe, customer, price, made, item } = await arrange();
    const { id: coupon } = await stripe.coupons.create(fiveEuros);
    const discounts = [{ coupon }];
    const draft = await stripe.invoices.create({ customer });
    const amount = { customer, amount: 100, currency: 'usd' };
    for (const [call, place] of [
      [() => stripe.subscriptions.create({ customer, items: [{ price }], discounts }), 'discounts'],
      [() => stripe.subscriptions.update(made.id, { discounts }), 'discounts'],
      [
        () => stripe.subscriptions.update(made.id, { items: [{ id: item, discounts }] }),
        'items[0][discounts]',
      ],
      [() => stripe.invoices.update(String(draft.id), { discounts }), 'discounts'],
      [() => stripe.invoiceItems.create({ ...amount, discounts }), 'discounts'],
    ] as const) {
      expect(await refusal(call())).toMatchObject({ statusCode: 400, param: `${place}[0][coupon]` });
    }
    const { id: both } = await stripe.coupons.create({
      ...fiveEuros,
      currency_options: { usd: { amount_off: 600 } },
    });
    const told = await stripe.subscriptions.update(made.id, { discounts: [{ coupon: both }] });
    expect(told.discounts).toHaveLength(1);
    expect((await stripe.invoices.createPreview({ subscription: made.id })).total).toBe(2_500);
  });
});

test('a tax rate that is not there is refused, on an item that changes as on one that is added', async () => {
  const { stripe, made, item, price } = await arrange();
  const tax_rates = ['txr_nope'];
  for (const [call, param] of [
    [() => stripe.subscriptions.update(made.id, { items: [{ id: item, tax_rates }] }), 'items[0][tax_rates]'],
    [() => stripe.subscriptions.update(made.id, { items: [{ price, tax_rates }] }), 'items[0][tax_rates]'],
    [() => stripe.subscriptionItems.update(item, { tax_rates }), 'tax_rates'],
  ] as const) {
    expect(await refusal(call())).toMatchObject({ statusCode: 400, code: 'resource_missing', param });
  }
});
