import { type CreatedCustomer, createCustomer } from '../../app/services/customers/create-customer.ts';
import { ownerSql, testContext } from './workers.ts';

const ctx = testContext();

/** On Growth in euros, in Germany: 469.00 a month. */
export function createPublisher(
  over: { paymentMethod?: string; name?: string } = {},
): Promise<CreatedCustomer> {
  return createCustomer(ctx, {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Lichtspiel GmbH',
    planId: 'growth',
    currency: 'eur',
    locale: 'de-DE',
    country: 'DE',
    address: { line1: 'Hauptstr. 1', city: 'Bonn', postalCode: '53111' },
    taxId: 'DE123456789',
    paymentMethod: 'pm_card_visa',
    ...over,
  });
}

export async function firstInvoiceOf({ stripeCustomerId }: CreatedCustomer): Promise<string> {
  const [invoice] = (await ctx.stripe.invoices.list({ customer: stripeCustomerId })).data;
  if (invoice === undefined) throw new Error('Stripe made no invoice');
  return invoice.id;
}

export async function row(table: string, column: string, value: string) {
  const [found] = await ownerSql(`SELECT * FROM ${table} WHERE ${column} = $1`, [value]);
  return found;
}

export async function auditOf(objectId: unknown): Promise<string[]> {
  const rows = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id', [
    objectId,
  ]);
  return rows.map(({ action }) => String(action));
}

/** A one-off invoice of 10 and 2 euros, still a draft. */
export async function createDraft({ stripeCustomerId }: CreatedCustomer): Promise<string> {
  const draft = await ctx.stripe.invoices.create({ customer: stripeCustomerId, currency: 'eur' });
  for (const amount of [1_000, 200]) {
    await ctx.stripe.invoiceItems.create({
      customer: stripeCustomerId,
      invoice: draft.id,
      currency: 'eur',
      amount,
      description: `Consulting ${amount}`,
    });
  }
  return draft.id;
}
