import fc from 'fast-check';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RUNS = { numRuns: 15, seed: 20_261_127 };

const line = (invoice_line_item: string) => ({ type: 'invoice_line_item' as const, invoice_line_item });

/** An open invoice of one line each, with a tax of 5 % where it is asked for. */
async function invoiceOf(
  lines: readonly Pick<Stripe.InvoiceItemCreateParams, 'amount' | 'quantity' | 'unit_amount_decimal'>[],
  currency: string,
  taxed: boolean,
): Promise<{ customer: string; invoice: Stripe.Invoice; id: string }> {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const rates = taxed
    ? [(await stripe.taxRates.create({ display_name: 'VAT', percentage: 5, inclusive: false })).id]
    : [];
  const { id } = await stripe.invoices.create({ customer, currency, default_tax_rates: rates });
  for (const given of lines)
    await stripe.invoiceItems.create({ customer, invoice: String(id), currency, ...given });
  const invoice = await stripe.invoices.finalizeInvoice(String(id));
  return { customer, invoice, id: String(id) };
}

const sum = (notes: readonly Stripe.CreditNote[]) => notes.reduce((total, note) => total + note.amount, 0);

test('all lines of an invoice that was rounded to be charged are credited, to exactly its total', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        currency: fc.constantFrom('kwd', 'isk', 'usd'),
        amounts: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1_001, max: 99_999 })), {
          minLength: 1,
          maxLength: 4,
        }),
        taxed: fc.boolean(),
        isPaid: fc.boolean(),
        apart: fc.boolean(),
      }),
      async ({ currency, amounts, taxed, isPaid, apart }) => {
        const { stripe } = world;
        const priced = amounts.map((amount) => ({ amount }));
        const { customer, invoice, id } = await invoiceOf(priced, currency, taxed);
        if (isPaid && invoice.status === 'open') await stripe.invoices.pay(id);
        const lines = invoice.lines.data.map((one) => line(one.id));
        for (const part of apart ? lines.map((one) => [one]) : [lines]) {
          const { post_payment_amount } = await stripe.creditNotes.preview({ invoice: id, lines: part });
          await stripe.creditNotes.create({ invoice: id, lines: part, credit_amount: post_payment_amount });
        }
        expect(sum((await stripe.creditNotes.list({ invoice: id })).data)).toBe(invoice.total);
        const after = await stripe.invoices.retrieve(id);
        expect(after).toMatchObject({
          status: 'paid',
          amount_remaining: 0,
          amount_paid: isPaid ? invoice.amount_due : 0,
        });
        // All that was paid is the customer's again, and nothing but that.
        const balance = 0 - after.amount_paid;
        expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance });
      },
    ),
    RUNS,
  );
});

test('a line is credited by quantity or by amount, and over all notes that stand no more than it is', async () => {
  const step = fc.oneof(
    fc.record({ quantity: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ amount: fc.integer({ min: 1, max: 400 }) }),
    fc.constant('void' as const),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 101, max: 999 }),
      fc.array(step, { minLength: 2, maxLength: 8 }),
      async (quantity, tenths, steps) => {
        const { stripe } = world;
        const unit = { quantity, unit_amount_decimal: Stripe.Decimal.from(`${tenths / 10}`) };
        const { invoice, id } = await invoiceOf([unit, { amount: 5_000 }], 'usd', true);
        const [of] = invoice.lines.data.filter((one) => one.amount !== 5_000);
        const issued = async () => {
          const { data } = await stripe.creditNotes.list({ invoice: id, limit: 100 });
          return data.filter(({ status }) => status === 'issued');
        };
        for (const given of steps) {
          const [last] = await issued();
          const call =
            given === 'void'
              ? last && stripe.creditNotes.voidCreditNote(last.id)
              : stripe.creditNotes.create({ invoice: id, lines: [{ ...line(String(of?.id)), ...given }] });
          await Promise.resolve(call).catch((error: Stripe.errors.StripeError) =>
            expect(error.statusCode).toBe(400),
          );
          const lines = (await issued()).flatMap((note) => note.lines.data);
          const ways = new Set(lines.map((credit) => credit.quantity === null));
          expect(ways.size).toBeLessThanOrEqual(1);
          expect(lines.reduce((total, credit) => total + credit.amount, 0)).toBeLessThanOrEqual(
            of?.amount ?? 0,
          );
          const taxes = lines.flatMap((credit) => credit.taxes ?? []);
          const taxed = of?.taxes?.[0]?.amount ?? 0;
          expect(taxes.reduce((total, tax) => total + tax.amount, 0)).toBeLessThanOrEqual(taxed);
        }
      },
    ),
    RUNS,
  );
});
