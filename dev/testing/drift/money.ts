import { ownerSql } from '../workers.ts';
import type { Publisher } from './publisher.ts';
import { may } from './two-periods.ts';

/** Every amount of a customer, in minor units, as one side tells it. */
interface CustomerMoney {
  invoices: { id: string; status: string; total: number; paid: number; remaining: number; lines: number[] }[];
  payments: { id: string; status: string; amount: number; refunded: number }[];
  refunds: { id: string; amount: number }[];
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const sorted = (amounts: number[]) => [...amounts].sort((a, b) => a - b);

export async function moneyHere({ customerId }: Publisher): Promise<CustomerMoney> {
  const [invoices, payments, refunds] = await Promise.all([
    ownerSql<CustomerMoney['invoices'][number]>(
      `SELECT i.stripe_invoice_id AS id, i.status, i.amount_minor::int AS total, i.amount_paid_minor::int AS paid,
         i.amount_remaining_minor::int AS remaining,
         coalesce((SELECT json_agg(l.amount_minor ORDER BY l.amount_minor) FROM invoice_line_items l
           WHERE l.invoice_id = i.id), '[]') AS lines
       FROM invoices i WHERE i.customer_id = $1`,
      [customerId],
    ),
    ownerSql<CustomerMoney['payments'][number]>(
      `SELECT p.stripe_charge_id AS id, p.status, p.amount_minor::int AS amount,
         p.amount_refunded_minor::int AS refunded
       FROM payments p WHERE p.customer_id = $1`,
      [customerId],
    ),
    ownerSql<CustomerMoney['refunds'][number]>(
      `SELECT r.stripe_refund_id AS id, r.amount_minor::int AS amount FROM refunds r WHERE r.customer_id = $1`,
      [customerId],
    ),
  ]);
  return { invoices: invoices.sort(byId), payments: payments.sort(byId), refunds: refunds.sort(byId) };
}

export async function moneyInStripe({ stripeCustomerId: customer }: Publisher): Promise<CustomerMoney> {
  const { stripe } = may;
  const [invoices, charges] = await Promise.all([
    stripe.invoices.list({ customer, limit: 100 }),
    stripe.charges.list({ customer, limit: 100 }),
  ]);
  const refunds = await Promise.all(
    charges.data.map(async ({ id }) => (await stripe.refunds.list({ charge: id, limit: 100 })).data),
  );
  return {
    invoices: invoices.data
      .map(({ id, status, total, amount_paid: paid, amount_remaining: remaining, lines }) => ({
        id,
        status: status ?? '',
        total,
        paid,
        remaining,
        lines: sorted(lines.data.map(({ amount }) => amount)),
      }))
      .sort(byId),
    payments: charges.data
      .map(({ id, status, amount, amount_refunded: refunded }) => ({ id, status, amount, refunded }))
      .sort(byId),
    refunds: refunds
      .flat()
      .map(({ id, amount }) => ({ id, amount }))
      .sort(byId),
  };
}
