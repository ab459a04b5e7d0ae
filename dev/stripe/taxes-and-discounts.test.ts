import fc from 'fast-check';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function firstInvoice(
  customer: Stripe.CustomerCreateParams,
  subscription: Partial<Stripe.SubscriptionCreateParams>,
  currency = 'eur',
): Promise<Stripe.Invoice> {
  const { id } = await createCustomer(world.stripe, customer);
  const price = await createFlatPrice(world.stripe, { amount: 9_300, currency });
  const made = await world.stripe.subscriptions.create({
    customer: id,
    items: [{ price: price.id }],
    expand: ['latest_invoice'],
    ...subscription,
  });
  return made.latest_invoice as Stripe.Invoice;
}

describe('automatic tax', () => {
  const automatic = { automatic_tax: { enabled: true } };

  test('a subscription of a customer who is nowhere is refused', async () => {
    expect(await refusal(firstInvoice({}, automatic))).toMatchObject({
      statusCode: 400,
      code: 'customer_tax_location_invalid',
    });
  });

  test('charges a German consumer 19%: €93.00 + €17.67', async () => {
    const invoice = await firstInvoice({ address: { country: 'DE' } }, automatic);
    expect(invoice).toMatchObject({
      subtotal: 9_300,
      total: 11_067,
      total_excluding_tax: 9_300,
      automatic_tax: { enabled: true, status: 'complete' },
      total_taxes: [{ amount: 1_767, taxability_reason: 'standard_rated', taxable_amount: 9_300 }],
    });
  });

  test('charges a German business with a VAT number nothing and says reverse charge', async () => {
    const invoice = await firstInvoice(
      { address: { country: 'DE' }, tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }] },
      automatic,
    );
    expect(invoice.total).toBe(9_300);
    expect(invoice.total_taxes).toMatchObject([{ amount: 0, taxability_reason: 'reverse_charge' }]);
    expect(invoice.customer_tax_ids).toEqual([{ type: 'eu_vat', value: 'DE123456789' }]);
  });

  test('charges a Japanese consumer 10% of ¥14,900', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { address: { country: 'JP' } });
    const price = await createFlatPrice(stripe, { amount: 14_900, currency: 'jpy' });
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: price.id }] },
      automatic_tax: { enabled: true },
    });
    expect(preview.total).toBe(16_390);
  });

  test('without a country stops the finalisation and says why', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    await stripe.invoiceItems.create({ customer: customer.id, amount: 1_000, currency: 'eur' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
      automatic_tax: { enabled: true },
    });
    expect(draft.automatic_tax.status).toBe('requires_location_inputs');
    const error = await refusal(stripe.invoices.finalizeInvoice(String(draft.id)));
    expect(error).toMatchObject({ statusCode: 400, code: 'customer_tax_location_invalid' });
  });
});

describe('tax rates', () => {
  test('inclusive lie within the price: of €93.00 at 19% are €14.85 tax', async () => {
    const rate = await world.stripe.taxRates.create({
      display_name: 'MwSt',
      percentage: 19,
      inclusive: true,
    });
    const invoice = await firstInvoice({}, { default_tax_rates: [rate.id] });
    expect(invoice).toMatchObject({
      total: 9_300,
      total_excluding_tax: 7_815,
      total_taxes: [{ amount: 1_485 }],
    });
  });
});

describe('a coupon', () => {
  test('of 25%, once: €69.75 now and €93.00 next month', async () => {
    const coupon = await world.stripe.coupons.create({ percent_off: 25, duration: 'once' });
    const invoice = await firstInvoice({}, { discounts: [{ coupon: coupon.id }] });
    expect(invoice).toMatchObject({
      subtotal: 9_300,
      total: 6_975,
      amount_paid: 6_975,
      total_discount_amounts: [{ amount: 2_325 }],
    });
    await world.advanceTo('2026-02-15T02:00:00Z');
    const [renewal] = (await world.stripe.invoices.list({ customer: String(invoice.customer), limit: 1 }))
      .data;
    expect(renewal?.total).toBe(9_300);
  });

  test('of €10.00 for two months', async () => {
    const coupon = await world.stripe.coupons.create({
      amount_off: 1_000,
      currency: 'eur',
      duration: 'repeating',
      duration_in_months: 2,
    });
    const invoice = await firstInvoice({}, { discounts: [{ coupon: coupon.id }] });
    await world.advanceTo('2026-03-15T02:00:00Z');
    const invoices = await world.stripe.invoices.list({ customer: String(invoice.customer) });
    expect(invoices.data.map(({ total }) => total)).toEqual([9_300, 8_300, 8_300]);
  });

  test('used up is refused', async () => {
    const coupon = await world.stripe.coupons.create({
      percent_off: 10,
      duration: 'forever',
      max_redemptions: 1,
    });
    await firstInvoice({}, { discounts: [{ coupon: coupon.id }] });
    const again = firstInvoice({}, { discounts: [{ coupon: coupon.id }] });
    expect(await refusal(again)).toMatchObject({ code: 'coupon_expired' });
  });
});

test('an invoice always adds up: total = lines − discounts + taxes, due = paid + remaining', async () => {
  const { stripe } = world;
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 7.7, inclusive: false });
  const coupon = await stripe.coupons.create({ percent_off: 33.3, duration: 'forever' });
  const customer = await createCustomer(stripe);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -5_000, max: 50_000 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.boolean(),
      async (amounts, taxed, discounted) => {
        const draft = await stripe.invoices.create({
          customer: customer.id,
          currency: 'usd',
          ...(taxed ? { default_tax_rates: [rate.id] } : {}),
          ...(discounted ? { discounts: [{ coupon: coupon.id }] } : {}),
        });
        for (const amount of amounts) {
          await stripe.invoiceItems.create({
            customer: customer.id,
            invoice: String(draft.id),
            amount,
            currency: 'usd',
          });
        }
        const open = await stripe.invoices.finalizeInvoice(String(draft.id));
        const paid = open.status === 'paid' ? open : await stripe.invoices.pay(String(open.id));
        const sum = (entries: readonly { amount: number }[] | null) =>
          (entries ?? []).reduce((all, { amount }) => all + amount, 0);
        for (const invoice of [open, paid]) {
          expect(sum(invoice.lines.data)).toBe(invoice.subtotal);
          expect(invoice.subtotal - sum(invoice.total_discount_amounts) + sum(invoice.total_taxes)).toBe(
            invoice.total,
          );
          expect(invoice.amount_paid + invoice.amount_remaining).toBe(invoice.amount_due);
          expect((invoice.ending_balance ?? 0) - invoice.starting_balance).toBe(
            invoice.total - invoice.amount_due,
          );
        }
      },
    ),
    { numRuns: 15 },
  );
});
