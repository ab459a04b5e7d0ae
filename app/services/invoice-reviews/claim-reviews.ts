import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ServiceContext } from '../context.ts';

/** Longer than one look takes, and short enough to look again before Stripe issues the draft. */
const LEASE_MS = 2 * 60_000;

const claimedRow = z.object({
  invoice_id: z.guid(),
  customer_id: z.guid(),
  customer_name: z.string(),
  stripe_invoice_id: z.string(),
  attempts: z.number(),
});

export interface ClaimedReview {
  invoiceId: string;
  customerId: string;
  customerName: string;
  stripeInvoiceId: string;
  attempts: number;
}

/** Takes due reviews for this run alone, the most pressing first. */
export async function claimReviews(ctx: ServiceContext, limit: number): Promise<readonly ClaimedReview[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const until = sql`${new Date(ctx.now.getTime() + LEASE_MS).toISOString()}::timestamptz`;
  const [claimed] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with due as (
        select invoice_id from invoice_reviews
        where status = 'pending' and run_after <= ${now} and (lease_until is null or lease_until <= ${now})
        order by run_after, invoice_id
        limit ${limit}
        for update skip locked
      )
      update invoice_reviews r set lease_until = ${until}, attempts = r.attempts + 1
      from due, invoices i, customers c
      where r.invoice_id = due.invoice_id and i.id = due.invoice_id and c.id = r.customer_id
      returning r.invoice_id, r.customer_id, c.name as customer_name, i.stripe_invoice_id, r.attempts`),
  ]);
  return z
    .array(claimedRow)
    .parse(claimed.rows)
    .map((row) => ({
      invoiceId: row.invoice_id,
      customerId: row.customer_id,
      customerName: row.customer_name,
      stripeInvoiceId: row.stripe_invoice_id,
      attempts: row.attempts,
    }));
}
