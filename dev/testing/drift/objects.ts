import { ownerSql } from '../workers.ts';
import type { Publisher } from './publisher.ts';
import { may } from './two-periods.ts';

async function invoicesOf({ stripeCustomerId }: Publisher) {
  return (await may.stripe.invoices.list({ customer: stripeCustomerId, limit: 100 })).data;
}

/** The newest invoice; without a card it is open. */
export async function lastInvoice(publisher: Publisher): Promise<string> {
  const [invoice] = await invoicesOf(publisher);
  if (invoice === undefined) throw new Error('there is no invoice');
  return invoice.id;
}

export async function lastCharge({ stripeCustomerId }: Publisher): Promise<string> {
  const [charge] = (await may.stripe.charges.list({ customer: stripeCustomerId })).data;
  if (charge === undefined) throw new Error('there is no charge');
  return charge.id;
}

export async function mirrorOf(publisher: Publisher, sql: string): Promise<void> {
  await ownerSql(sql, [publisher.customerId]);
}

export const LAST_INVOICE = `(SELECT id FROM invoices WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 1)`;
export const LAST_PAYMENT = `(SELECT id FROM payments WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 1)`;
