import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

describe.each([
  ['isk', 100],
  ['ugx', 100],
  ['kwd', 10],
])('in %s money is moved in steps of %i', (currency, step) => {
  const amount = 1_000 * step;

  test('a charge and a refund of another amount are refused', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const pay = (off: number) =>
      stripe.paymentIntents.create({
        customer,
        amount: amount + off,
        currency,
        payment_method: 'pm_card_visa',
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      });
    for (const off of [1, step - 1]) {
      expect(await refusal(pay(off))).toMatchObject({ statusCode: 400, param: 'amount' });
    }
    const { id: payment_intent } = await pay(0);
    const refund = (part: number) => stripe.refunds.create({ payment_intent, amount: part });
    expect(await refusal(refund(step + 1))).toMatchObject({ statusCode: 400, param: 'amount' });
    expect(await refund(step)).toMatchObject({ amount: step });
  });

  test.each([
    ['down', 0.4],
    ['up', 0.5],
  ])(
    'an invoice is rounded %s to the nearest, and the customer’s balance takes the difference',
    async (_, part) => {
      const { stripe } = world;
      const { id: customer } = await createCustomer(stripe);
      const over = Math.round(part * step);
      const { id: price } = await createFlatPrice(stripe, { amount: amount + over, currency });
      const items = [{ price }];
      const preview = await stripe.invoices.createPreview({ customer, subscription_details: { items } });
      const { latest_invoice: latest } = await stripe.subscriptions.create({ customer, items });
      const due = amount + (part < 0.5 ? 0 : step);
      expect(preview.amount_due).toBe(due);
      expect(await stripe.invoices.retrieve(String(latest))).toMatchObject({
        total: amount + over,
        amount_due: due,
        amount_paid: due,
        status: 'paid',
      });
      expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: amount + over - due });
    },
  );

  test('what a credit note leaves to pay is rounded too, and the balance takes the difference', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const draft = await stripe.invoices.create({ customer, currency });
    await stripe.invoiceItems.create({ customer, invoice: String(draft.id), amount, currency });
    const invoice = String((await stripe.invoices.finalizeInvoice(String(draft.id))).id);
    const note = await stripe.creditNotes.create({ invoice, amount: step + 1 });
    expect(note).toMatchObject({ pre_payment_amount: step + 1, post_payment_amount: 0 });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: amount - step });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1 });
    await stripe.creditNotes.voidCreditNote(note.id);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: amount });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 });
    await stripe.creditNotes.create({ invoice, amount: step });
    expect(await stripe.invoices.pay(invoice)).toMatchObject({ amount_paid: amount - step });
    // The balance takes any amount: it is rounded with the invoice that it is used on.
    const given = { invoice, amount: step + 1, credit_amount: step + 1 };
    expect(await stripe.creditNotes.create(given)).toMatchObject({ post_payment_amount: step + 1 });
  });
});
