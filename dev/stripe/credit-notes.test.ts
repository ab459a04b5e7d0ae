import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function invoiceOf(amounts: readonly number[], params: Stripe.InvoiceCreateParams = {}) {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id, ...params });
  for (const [index, amount] of amounts.entries()) {
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: String(draft.id),
      amount,
      currency: 'usd',
      description: `Item ${index}`,
    });
  }
  return { customer, invoice: await stripe.invoices.finalizeInvoice(String(draft.id)) };
}

const idOf = (invoice: Stripe.Invoice) => String(invoice.id);

describe('on an open invoice of $100.00', () => {
  test('a note of $30.00 lowers what is due to $70.00, and voiding it restores that', async () => {
    const { invoice } = await invoiceOf([10_000]);
    const note = await world.stripe.creditNotes.create({
      invoice: idOf(invoice),
      amount: 3_000,
      reason: 'order_change',
    });
    expect(note).toMatchObject({
      type: 'pre_payment',
      pre_payment_amount: 3_000,
      post_payment_amount: 0,
      status: 'issued',
    });
    expect(await world.stripe.invoices.retrieve(idOf(invoice))).toMatchObject({
      amount_due: 7_000,
      amount_remaining: 7_000,
    });
    expect(note.number).toBe(`${invoice.number}-CN-01`);
    await world.stripe.creditNotes.voidCreditNote(note.id);
    expect(await world.stripe.invoices.retrieve(idOf(invoice))).toMatchObject({
      amount_due: 10_000,
      total: 10_000,
    });
  });

  test('a note of all of it pays the invoice', async () => {
    const { invoice } = await invoiceOf([10_000]);
    await world.stripe.creditNotes.create({ invoice: idOf(invoice), amount: 10_000 });
    expect(await world.stripe.invoices.retrieve(idOf(invoice))).toMatchObject({
      status: 'paid',
      amount_paid: 0,
      amount_due: 0,
    });
  });

  test('of a customer who owed $3.00 before, $100.00 can be credited of the $103.00 that are due', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe, { balance: 300 });
    const { id } = await stripe.invoices.create({ customer });
    const invoice = String(id);
    await stripe.invoiceItems.create({ customer, invoice, amount: 10_000, currency: 'usd' });
    expect((await stripe.invoices.finalizeInvoice(invoice)).amount_due).toBe(10_300);
    const tooMuch = stripe.creditNotes.create({ invoice, amount: 10_001 });
    expect(await refusal(tooMuch)).toMatchObject({ statusCode: 400, param: 'amount' });
    await stripe.creditNotes.create({ invoice, amount: 10_000 });
    expect((await stripe.invoices.retrieve(invoice)).amount_remaining).toBe(300);
  });

  test('what is paid after a note of $30.00 is $70.00', async () => {
    const { invoice } = await invoiceOf([10_000]);
    await world.stripe.creditNotes.create({ invoice: idOf(invoice), amount: 3_000 });
    expect(await world.stripe.invoices.pay(idOf(invoice))).toMatchObject({
      amount_paid: 7_000,
      amount_remaining: 0,
    });
  });
});

describe('on a paid invoice of $100.00', () => {
  test('$60.00 go back as $20.00 to the card, $30.00 to the balance and $10.00 outside', async () => {
    const { customer, invoice } = await invoiceOf([10_000]);
    await world.stripe.invoices.pay(idOf(invoice));
    const note = await world.stripe.creditNotes.create({
      invoice: idOf(invoice),
      amount: 6_000,
      refund_amount: 2_000,
      credit_amount: 3_000,
      out_of_band_amount: 1_000,
    });
    expect(note).toMatchObject({ type: 'post_payment', post_payment_amount: 6_000 });
    const refund = await world.stripe.refunds.retrieve(String(note.refunds[0]?.refund));
    expect(refund).toMatchObject({ amount: 2_000, status: 'succeeded' });
    const after = await world.stripe.customers.retrieve(customer.id);
    expect(after).toMatchObject({ balance: -3_000 });
    const entries = await world.stripe.customers.listBalanceTransactions(customer.id);
    expect(entries.data).toMatchObject([{ amount: -3_000, type: 'credit_note', credit_note: note.id }]);
  });

  test('parts that do not add up are refused', async () => {
    const { invoice } = await invoiceOf([10_000]);
    await world.stripe.invoices.pay(idOf(invoice));
    const error = await refusal(
      world.stripe.creditNotes.create({ invoice: idOf(invoice), amount: 6_000, refund_amount: 2_000 }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'amount' });
  });

  test('a preview says how a note splits, and is refused where it is told otherwise', async () => {
    const { invoice } = await invoiceOf([10_000]);
    await world.stripe.invoices.pay(idOf(invoice));
    const params = { invoice: idOf(invoice), amount: 6_000 };
    expect(await world.stripe.creditNotes.preview(params)).toMatchObject({
      pre_payment_amount: 0,
      post_payment_amount: 6_000,
    });
    const told = world.stripe.creditNotes.preview({ ...params, credit_amount: 2_000 });
    expect(await refusal(told)).toMatchObject({ statusCode: 400, param: 'amount' });
    expect(await refusal(world.stripe.creditNotes.create(params))).toMatchObject({ statusCode: 400 });
  });

  test('a refund of $40.00 leaves $60.00 to credit, not a cent more', async () => {
    const { stripe } = world;
    const { invoice } = await invoiceOf([10_000]);
    await stripe.invoices.pay(idOf(invoice));
    const payments = await stripe.invoicePayments.list({ invoice: idOf(invoice) });
    await stripe.refunds.create({
      payment_intent: String(payments.data[0]?.payment.payment_intent),
      amount: 4_000,
    });
    const tooMuch = stripe.creditNotes.create({
      invoice: idOf(invoice),
      amount: 6_001,
      credit_amount: 6_001,
    });
    expect(await refusal(tooMuch)).toMatchObject({ statusCode: 400, param: 'amount' });
    const note = await stripe.creditNotes.create({
      invoice: idOf(invoice),
      amount: 6_000,
      credit_amount: 6_000,
    });
    expect(note.amount).toBe(6_000);
  });

  test('a line goes back with its share of the tax: half of $50.00 at 19% is $25.00 + $4.75', async () => {
    const rate = await world.stripe.taxRates.create({
      display_name: 'VAT',
      percentage: 19,
      inclusive: false,
    });
    const { invoice } = await invoiceOf([5_000, 5_000], { default_tax_rates: [rate.id] });
    const [line] = invoice.lines.data;
    const preview = await world.stripe.creditNotes.preview({
      invoice: idOf(invoice),
      lines: [{ type: 'invoice_line_item', invoice_line_item: String(line?.id), amount: 2_500 }],
    });
    expect(preview).toMatchObject({
      subtotal: 2_500,
      total: 2_975,
      total_taxes: [{ amount: 475, taxable_amount: 2_500 }],
    });
  });
});

describe('a line of $50.00 beside another', () => {
  async function lines(params: Stripe.InvoiceCreateParams = {}) {
    const { invoice } = await invoiceOf([5_000, 5_000], params);
    const credit = (...given: Partial<Stripe.CreditNoteCreateParams.Line>[]) =>
      world.stripe.creditNotes.create({
        invoice: idOf(invoice),
        lines: given.map((line) => ({
          type: 'invoice_line_item',
          invoice_line_item: String(invoice.lines.data[0]?.id),
          ...line,
        })),
      });
    return { invoice, credit };
  }
  const vat = async () =>
    (await world.stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })).id;
  const refused = (param: string) => ({ statusCode: 400, param: `lines[0][${param}]` });

  test('is credited no more than once, by however many notes', async () => {
    const { credit } = await lines();
    const first = await credit({ amount: 3_000 });
    expect(await refusal(credit({ amount: 2_001 }))).toMatchObject(refused('amount'));
    expect(await refusal(credit({ quantity: 1 }))).toMatchObject(refused('quantity'));
    expect(await refusal(credit({}))).toMatchObject(refused('invoice_line_item'));
    expect(await refusal(credit({ amount: 1_000 }, { amount: 1_001 }))).toMatchObject({
      statusCode: 400,
      param: 'lines[1][amount]',
    });
    await credit({ amount: 1_000 }, { amount: 1_000 });
    expect(await refusal(credit({ amount: 1 }))).toMatchObject(refused('amount'));
    await world.stripe.creditNotes.voidCreditNote(first.id);
    await credit({ amount: 3_000 });
    expect(await refusal(credit({ amount: 1 }))).toMatchObject(refused('amount'));
  });

  test('may be negative, and is credited once then too, with its tax', async () => {
    const { invoice } = await invoiceOf([5_000, -1_000], { default_tax_rates: [await vat()] });
    const [bought, off] = invoice.lines.data.map(({ id }) => id);
    const line = (id = '', amount?: number) => ({
      type: 'invoice_line_item' as const,
      invoice_line_item: id,
      ...(amount === undefined ? {} : { amount }),
    });
    const credit = (lines: Stripe.CreditNoteCreateParams.Line[]) =>
      world.stripe.creditNotes.create({ invoice: idOf(invoice), lines });
    // $20.00 less $10.00, and 19 % of that.
    const note = await credit([line(bought, 2_000), line(off)]);
    expect(note.total_taxes?.map(({ amount }) => amount)).toEqual([380, -190]);
    expect(note.total).toBe(1_190);
    for (const [again, param] of [
      [line(off), 'invoice_line_item'],
      [line(off, 1), 'amount'],
    ] as const)
      expect(await refusal(credit([line(bought, 2_000), again]))).toMatchObject({
        param: `lines[1][${param}]`,
      });
  });

  test('gives back in parts the tax that was charged, to the cent', async () => {
    const { credit } = await lines({ default_tax_rates: [await vat()] });
    const taxes = [];
    // 19 % of 1,675 is 318.25, of 3,350 it is 636.5, and of all 950.
    for (const amount of [1_675, 1_675, 1_650])
      taxes.push((await credit({ amount })).total_taxes?.[0]?.amount);
    expect(taxes).toEqual([318, 319, 313]);
  });

  test('gives back that tax whichever note was voided: 319 stand of 1,675, so the next has 318', async () => {
    const { invoice, credit } = await lines({ default_tax_rates: [await vat()] });
    const first = await credit({ amount: 1_675 });
    await credit({ amount: 1_675 });
    await world.stripe.creditNotes.voidCreditNote(first.id);
    const taxes = [];
    for (const amount of [1_675, 1_650]) taxes.push((await credit({ amount })).total_taxes?.[0]?.amount);
    expect(taxes).toEqual([318, 313]);
    expect((await world.stripe.invoices.retrieve(idOf(invoice))).amount_remaining).toBe(5_950);
  });

  test('gives back no tax twice, nor takes any: a cent after 1,675 with 319 has none', async () => {
    const { credit } = await lines({ default_tax_rates: [await vat()] });
    const first = await credit({ amount: 1_675 });
    await credit({ amount: 1_675 });
    await world.stripe.creditNotes.voidCreditNote(first.id);
    expect((await credit({ amount: 1 })).total).toBe(1);
  });

  test('of two at $0.505 is credited one by one: 51 cents, then the 50 that are left, and again if voided', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: invoice } = await stripe.invoices.create({ customer });
    const item = { customer, invoice: String(invoice), currency: 'usd' };
    await stripe.invoiceItems.create({
      ...item,
      quantity: 2,
      unit_amount_decimal: Stripe.Decimal.from('50.5'),
    });
    await stripe.invoiceItems.create({ ...item, amount: 1_000 });
    const open = await stripe.invoices.finalizeInvoice(String(invoice));
    const line = String(open.lines.data.find(({ amount }) => amount === 101)?.id);
    const one = () =>
      stripe.creditNotes.create({
        invoice: String(invoice),
        lines: [{ type: 'invoice_line_item', invoice_line_item: line, quantity: 1 }],
      });
    const first = await one();
    expect([first.amount, (await one()).amount]).toEqual([51, 50]);
    await stripe.creditNotes.voidCreditNote(first.id);
    expect((await one()).amount).toBe(51);
  });
});

describe('an invoice', () => {
  test('voided cannot be paid; uncollectible still can', async () => {
    const { invoice: first } = await invoiceOf([10_000]);
    expect((await world.stripe.invoices.voidInvoice(idOf(first))).status).toBe('void');
    expect(await refusal(world.stripe.invoices.pay(idOf(first)))).toMatchObject({ statusCode: 400 });
    const { invoice: second } = await invoiceOf([10_000]);
    expect((await world.stripe.invoices.markUncollectible(idOf(second))).status).toBe('uncollectible');
    expect((await world.stripe.invoices.pay(idOf(second))).status).toBe('paid');
    expect(await refusal(world.stripe.invoices.voidInvoice(idOf(second)))).toMatchObject({
      code: 'invoice_not_editable',
    });
  });

  test('paid outside Stripe takes no money', async () => {
    const { invoice } = await invoiceOf([10_000]);
    const paid = await world.stripe.invoices.pay(idOf(invoice), { paid_out_of_band: true });
    expect(paid.status).toBe('paid');
    const events = await world.stripe.events.list({ limit: 100 });
    const types = events.data.map((event) => event.type);
    expect(types).toContain('invoice.paid');
    expect(types).not.toContain('invoice.payment_succeeded');
    expect(types).not.toContain('charge.succeeded');
  });

  test('uses a credit balance first: $100.00 less $25.00 is $75.00', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { balance: -2_500 });
    await stripe.invoiceItems.create({ customer: customer.id, amount: 10_000, currency: 'usd' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
    });
    const paid = await stripe.invoices.pay(String(draft.id));
    expect(paid).toMatchObject({
      total: 10_000,
      amount_due: 7_500,
      amount_paid: 7_500,
      starting_balance: -2_500,
      ending_balance: 0,
    });
  });
});
