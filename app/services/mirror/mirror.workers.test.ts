import { beforeAll, describe, expect, it } from 'vitest';
import { brokenStripe } from '../../../dev/testing/broken-stripe.ts';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { auditOf, createDraft, createPublisher, firstInvoiceOf, row } from '../../../dev/testing/mirrored.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { CreatedCustomer } from '../customers/create-customer.ts';
import { processEvents } from '../events/process-events.ts';
import { applyPlan } from './apply-plan.ts';
import { isLeaseLost, takeLease } from './lease.ts';
import { mirrorObject } from './mirror-object.ts';
import { planMirror } from './plan-mirror.ts';

const ctx = testContext();

let publisher: CreatedCustomer;

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createPublisher();
  await settleWebhooks(ctx);
});

describe('a new publisher', () => {
  it('has its customer, subscription and paid first invoice mirrored', async () => {
    expect(await row('customers', 'stripe_customer_id', publisher.stripeCustomerId)).toMatchObject({
      id: publisher.customerId,
      name: 'Lichtspiel GmbH',
      address_line1: 'Hauptstr. 1',
      address_city: 'Bonn',
      tax_id: 'DE123456789',
      default_payment_method_label: 'Visa •••• 4242',
    });
    expect(
      await row('subscriptions', 'stripe_subscription_id', publisher.stripeSubscriptionId),
    ).toMatchObject({ customer_id: publisher.customerId, status: 'active', currency: 'eur' });
    const invoice = await row('invoices', 'customer_id', publisher.customerId);
    expect(invoice).toMatchObject({
      stripe_invoice_id: await firstInvoiceOf(publisher),
      status: 'paid',
      amount_minor: '46900',
      amount_paid_minor: '46900',
      amount_remaining_minor: '0',
      currency: 'eur',
      bill_to: {
        name: 'Lichtspiel GmbH',
        address: { city: 'Bonn', country: 'DE' },
        taxIds: [{ type: 'eu_vat', value: 'DE123456789' }],
      },
    });
    expect(invoice?.number).toEqual(expect.any(String));
  });

  it('has one subscription item and one invoice line for each price, by component', async () => {
    const items = await ownerSql(
      'SELECT component FROM subscription_items WHERE customer_id = $1 ORDER BY component',
      [publisher.customerId],
    );
    expect(items.map(({ component }) => component)).toEqual([
      'api_calls',
      'base',
      'data_transfer_bytes',
      'impressions',
    ]);
    const lines = await ownerSql(
      "SELECT * FROM invoice_line_items WHERE customer_id = $1 AND component = 'base'",
      [publisher.customerId],
    );
    expect(lines).toMatchObject([{ amount_minor: '46900', quantity: '1.000000000000', currency: 'eur' }]);
  });

  it('has its payment with the card it was made with', async () => {
    expect(await row('payments', 'customer_id', publisher.customerId)).toMatchObject({
      status: 'succeeded',
      amount_minor: '46900',
      amount_refunded_minor: '0',
      method_label: 'Visa •••• 4242',
      failure_code: null,
    });
  });

  it('leaves one audit row for each change, with the job as actor', async () => {
    const invoice = await row('invoices', 'customer_id', publisher.customerId);
    const [audit] = await ownerSql(
      "SELECT * FROM billing_audit WHERE object_id = $1 AND action = 'invoice.mirrored' ORDER BY id LIMIT 1",
      [invoice?.id],
    );
    expect(audit).toMatchObject({
      actor_kind: 'system',
      actor_id: 'test',
      before: null,
      after: { amountMinor: '46900' },
      customer_id: publisher.customerId,
    });
  });
});

describe('reading again', () => {
  it('changes nothing, and writes no audit row', async () => {
    const invoice = await row('invoices', 'customer_id', publisher.customerId);
    const before = await auditOf(invoice?.id);
    const target = { type: 'invoice', id: String(invoice?.stripe_invoice_id) } as const;
    expect(await mirrorObject(ctx, target)).toBe('unchanged');
    expect(await mirrorObject(ctx, { type: 'customer', id: publisher.stripeCustomerId })).toBe('unchanged');
    expect(await mirrorObject(ctx, { type: 'subscription', id: publisher.stripeSubscriptionId })).toBe(
      'unchanged',
    );
    expect(await auditOf(invoice?.id)).toEqual(before);
    expect(await row('invoices', 'customer_id', publisher.customerId)).toEqual(invoice);
  });
});

describe('events in any order', () => {
  it('delivered backwards and twice, give the same rows as in order', async () => {
    const other = await createPublisher({ name: 'Backwards' });
    const deliveries = await newDeliveries();
    for (const delivery of [...deliveries.toReversed(), ...deliveries]) await deliver(delivery);
    const processed = await processEvents(ctx);
    expect(processed).toMatchObject({ failed: 0, dead: 0, moreDue: false });
    expect(await row('invoices', 'customer_id', other.customerId)).toMatchObject({
      status: 'paid',
      amount_minor: '46900',
    });
    expect(await ownerSql('SELECT id FROM payments WHERE customer_id = $1', [other.customerId])).toHaveLength(
      1,
    );
    const open = await ownerSql("SELECT id FROM events WHERE status <> 'done'");
    expect(open).toEqual([]);
  });

  it('an invoice whose customer and subscription are not mirrored yet brings them along', async () => {
    const other = await createPublisher({ name: 'Overtaken' });
    await newDeliveries();
    await ownerSql('DELETE FROM subscription_items WHERE customer_id = $1', [other.customerId]);
    await ownerSql('DELETE FROM subscriptions WHERE customer_id = $1', [other.customerId]);
    await ownerSql('UPDATE customers SET stripe_customer_id = NULL WHERE id = $1', [other.customerId]);
    const invoice = await firstInvoiceOf(other);
    expect(await mirrorObject(ctx, { type: 'invoice', id: invoice })).toBe('applied');
    expect(await row('customers', 'id', other.customerId)).toMatchObject({
      stripe_customer_id: other.stripeCustomerId,
    });
    const subscription = await row('subscriptions', 'customer_id', other.customerId);
    expect(await row('invoices', 'stripe_invoice_id', invoice)).toMatchObject({
      subscription_id: subscription?.id,
      status: 'paid',
    });
  });
});

describe('what is not ours', () => {
  it('a Stripe customer that we never made, with its invoice, is left alone', async () => {
    const stranger = await ctx.stripe.customers.create({ name: 'Stranger', payment_method: 'pm_card_visa' });
    const draft = await ctx.stripe.invoices.create({ customer: stranger.id, currency: 'usd' });
    expect(await settleWebhooks(ctx)).toMatchObject({ failed: 0, applied: 0 });
    expect(await row('invoices', 'stripe_invoice_id', draft.id)).toBeUndefined();
    expect(await row('customers', 'stripe_customer_id', stranger.id)).toBeUndefined();
  });

  it('a second Stripe customer that claims a linked row fails, and the link stays', async () => {
    const impostor = await ctx.stripe.customers.create({ metadata: { customer_id: publisher.customerId } });
    await newDeliveries();
    await expect(mirrorObject(ctx, { type: 'customer', id: impostor.id })).rejects.toThrow(
      `is linked to ${publisher.stripeCustomerId}`,
    );
    expect(await row('customers', 'id', publisher.customerId)).toMatchObject({
      stripe_customer_id: publisher.stripeCustomerId,
    });
  });
});

describe('a customer', () => {
  it('follows its name and address in Stripe, but keeps the e-mail the console knows', async () => {
    const other = await createPublisher();
    const { email } = (await row('customers', 'id', other.customerId)) ?? {};
    await ctx.stripe.customers.update(other.stripeCustomerId, {
      name: 'Neuer Name AG',
      email: 'someone@else.test',
      address: { line1: 'Am Markt 2', city: 'Köln', postal_code: '50667', country: 'DE' },
    });
    await settleWebhooks(ctx);
    expect(await row('customers', 'id', other.customerId)).toMatchObject({
      name: 'Neuer Name AG',
      address_city: 'Köln',
      email,
    });
  });

  it('deleted in Stripe, is marked so and keeps its row', async () => {
    const other = await createPublisher();
    await ctx.stripe.customers.del(other.stripeCustomerId);
    await settleWebhooks(ctx);
    const customer = await row('customers', 'id', other.customerId);
    expect(customer?.deleted_at).not.toBeNull();
    expect(customer?.name).toBe('Lichtspiel GmbH');
  });
});

describe('a subscription', () => {
  it('cancelled in Stripe, is cancelled here', async () => {
    const other = await createPublisher();
    await settleWebhooks(ctx);
    await ctx.stripe.subscriptions.cancel(other.stripeSubscriptionId);
    await settleWebhooks(ctx);
    const subscription = await row('subscriptions', 'customer_id', other.customerId);
    expect(subscription).toMatchObject({ status: 'canceled' });
    expect(subscription?.ended_at).not.toBeNull();
  });

  it('once ended, is not revived by an echo of its better days', async () => {
    const other = await createPublisher();
    await settleWebhooks(ctx);
    await ownerSql("UPDATE subscriptions SET status = 'canceled' WHERE customer_id = $1", [other.customerId]);
    expect(await mirrorObject(ctx, { type: 'subscription', id: other.stripeSubscriptionId })).toBe(
      'unchanged',
    );
    expect(await row('subscriptions', 'customer_id', other.customerId)).toMatchObject({ status: 'canceled' });
  });
});

describe('a draft', () => {
  it('follows its lines, is numbered when it is issued, and then keeps them', async () => {
    const draft = await createDraft(publisher);
    await settleWebhooks(ctx);
    expect(await row('invoices', 'stripe_invoice_id', draft)).toMatchObject({
      status: 'draft',
      number: null,
      amount_minor: '1200',
    });
    await ctx.stripe.invoices.finalizeInvoice(draft);
    await settleWebhooks(ctx);
    const issued = await row('invoices', 'stripe_invoice_id', draft);
    expect(issued).toMatchObject({ status: 'open', amount_minor: '1200' });
    expect(issued?.number).toEqual(expect.any(String));
    const lines = await ownerSql(
      'SELECT description FROM invoice_line_items WHERE invoice_id = $1 ORDER BY amount_minor',
      [issued?.id],
    );
    expect(lines).toEqual([{ description: 'Consulting 200' }, { description: 'Consulting 1000' }]);
  });

  it('deleted in Stripe, is deleted here with its lines', async () => {
    const draft = await createDraft(publisher);
    await settleWebhooks(ctx);
    const invoice = await row('invoices', 'stripe_invoice_id', draft);
    await ctx.stripe.invoices.del(draft);
    await settleWebhooks(ctx);
    expect(await row('invoices', 'stripe_invoice_id', draft)).toBeUndefined();
    expect(await row('invoice_line_items', 'invoice_id', String(invoice?.id))).toBeUndefined();
    expect(await auditOf(invoice?.id)).toContain('invoice.draft_deleted');
  });
});

describe('an issued invoice', () => {
  async function issue(): Promise<string> {
    const draft = await createDraft(publisher);
    await ctx.stripe.invoices.finalizeInvoice(draft, { auto_advance: false });
    await settleWebhooks(ctx);
    return draft;
  }

  it('keeps the lines it was issued with when Stripe tells others, and puts that on record', async () => {
    const stripeInvoiceId = await issue();
    const invoice = await row('invoices', 'stripe_invoice_id', stripeInvoiceId);
    await ownerSql('UPDATE invoice_line_items SET amount_minor = amount_minor + 1 WHERE invoice_id = $1', [
      invoice?.id,
    ]);
    await mirrorObject(ctx, { type: 'invoice', id: stripeInvoiceId });
    const lines = await ownerSql(
      'SELECT amount_minor FROM invoice_line_items WHERE invoice_id = $1 ORDER BY amount_minor',
      [invoice?.id],
    );
    expect(lines).toEqual([{ amount_minor: '201' }, { amount_minor: '1001' }]);
    expect(await auditOf(invoice?.id)).toContain('invoice.lines_diverged');
  });

  it('keeps the addressee it was issued to when the customer moves', async () => {
    const stripeInvoiceId = await issue();
    await ownerSql(`UPDATE invoices SET bill_to = '{"name":"As issued"}' WHERE stripe_invoice_id = $1`, [
      stripeInvoiceId,
    ]);
    await ctx.stripe.invoices.voidInvoice(stripeInvoiceId);
    await settleWebhooks(ctx);
    expect(await row('invoices', 'stripe_invoice_id', stripeInvoiceId)).toMatchObject({
      status: 'void',
      bill_to: { name: 'As issued' },
    });
  });

  it('paid out of band, is paid here', async () => {
    const stripeInvoiceId = await issue();
    await ctx.stripe.invoices.pay(stripeInvoiceId, { paid_out_of_band: true });
    await settleWebhooks(ctx);
    const invoice = await row('invoices', 'stripe_invoice_id', stripeInvoiceId);
    expect(invoice).toMatchObject({ status: 'paid', amount_remaining_minor: '0' });
    expect(invoice?.paid_at).not.toBeNull();
  });

  it.each(['paid', 'void'])('once %s, never goes back to open', async (status) => {
    const stripeInvoiceId = await issue();
    await ownerSql('UPDATE invoices SET status = $1 WHERE stripe_invoice_id = $2', [status, stripeInvoiceId]);
    expect(await mirrorObject(ctx, { type: 'invoice', id: stripeInvoiceId })).toBe('unchanged');
    expect(await row('invoices', 'stripe_invoice_id', stripeInvoiceId)).toMatchObject({ status });
  });

  it('with 130 lines has every one of them', async () => {
    const { id } = await ctx.stripe.invoices.create({
      customer: publisher.stripeCustomerId,
      currency: 'eur',
    });
    const amounts = Array.from({ length: 130 }, (_, index) => index + 1);
    for (const amount of amounts) {
      await ctx.stripe.invoiceItems.create({
        customer: publisher.stripeCustomerId,
        invoice: id,
        currency: 'eur',
        amount,
      });
    }
    await newDeliveries();
    await mirrorObject(ctx, { type: 'invoice', id });
    const invoice = await row('invoices', 'stripe_invoice_id', id);
    const [sum] = await ownerSql(
      'SELECT count(*)::int, sum(amount_minor)::int FROM invoice_line_items WHERE invoice_id = $1',
      [invoice?.id],
    );
    expect(sum).toEqual({ count: 130, sum: (130 * 131) / 2 });
  });
});

describe('the fence', () => {
  it('keeps an older reading from overwriting a newer one', async () => {
    const draft = await createDraft(publisher);
    await newDeliveries();
    await mirrorObject(ctx, { type: 'invoice', id: draft });
    const subject = `invoice:${draft}`;
    const lease = await takeLease(ctx, subject, 'yield');
    if (lease === null) throw new Error('the lease was not free');
    await ctx.stripe.invoices.update(draft, { description: 'newer' });
    const older = await planMirror(ctx, 'invoice', {
      id: draft,
      place: lease.place,
      deletedAt: null,
      mirror: mirrorObject,
    });
    await ctx.stripe.invoices.finalizeInvoice(draft, { auto_advance: false });
    expect(await mirrorObject(ctx, { type: 'invoice', id: draft })).toBe('applied');
    const plan = { ...older, outcome: 'applied' as const };
    const applied = applyPlan(ctx, {
      lease,
      plan,
      also: (db) => [db.execute(`UPDATE invoices SET status = 'draft' WHERE stripe_invoice_id = '${draft}'`)],
    });
    await expect(applied).rejects.toSatisfy(isLeaseLost);
    expect(await row('invoices', 'stripe_invoice_id', draft)).toMatchObject({ status: 'open' });
  });

  it('does not keep an object to itself when Stripe gave no answer', async () => {
    const target = { type: 'customer', id: publisher.stripeCustomerId } as const;
    await expect(mirrorObject({ ...ctx, stripe: brokenStripe(() => true) }, target)).rejects.toThrow(
      'Stripe',
    );
    const subject = `customer:${publisher.stripeCustomerId}`;
    expect(await takeLease(ctx, subject, 'yield')).not.toBeNull();
    await ownerSql('DELETE FROM object_leases WHERE subject = $1', [subject]);
  });

  it('leaves an object alone that somebody else is reading, until that lease ends', async () => {
    const subject = `customer:${publisher.stripeCustomerId}`;
    expect(await takeLease(ctx, subject, 'yield')).not.toBeNull();
    expect(await takeLease(ctx, subject, 'yield')).toBeNull();
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 120_001) };
    expect(await takeLease(later, subject, 'yield')).not.toBeNull();
  });
});

it('links a customer made in Stripe for a row that knows no Stripe customer yet', async () => {
  const row_ = await insertTestCustomer();
  const stripe = await ctx.stripe.customers.create({ name: 'Linked', metadata: { customer_id: row_.id } });
  await settleWebhooks(ctx);
  expect(await row('customers', 'id', row_.id)).toMatchObject({
    stripe_customer_id: stripe.id,
    name: 'Linked',
  });
});
