import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { CURRENCIES, type Money, money } from '../../domain/money.ts';

/** A charge that failed and whose invoice is still owed, as its publisher is told of it. */
export interface FailedPayment {
  invoiceId: string;
  /** Null only for an invoice that Stripe has not numbered. */
  invoiceNumber: string | null;
  /** What is still owed. */
  amount: Money;
  /** Of the first charge. */
  failedAt: Date;
  /** Null once we try no more. */
  nextAttemptAt: Date | null;
  /** Of the last charge that the bank refused; null where there was none, or it gave no code. */
  declineCode: string | null;
  /** Stripe's page where it can be paid, with another card too; null where there is none. */
  payUrl: string | null;
}

/**
 * The customer's invoices whose charge failed and that are still open, the oldest failure first; also where we try no
 * more, since the plan ended. As a query of a page's batch.
 */
export function selectFailedPayments(customerId: string): SQL {
  return sql`
    select i.id, i.number, i.amount_remaining_minor::text, i.currency, i.hosted_invoice_url, d.opened_at,
      case d.status when 'open' then d.next_attempt_at end as next_attempt_at, refused.decline_code
    from dunning_cases d
    join invoices i on i.id = d.invoice_id
    left join lateral (
      select p.decline_code from payments p
      where p.invoice_id = i.id and p.status = 'failed'
      order by p.created_at desc
      limit 1
    ) as refused on true
    where d.customer_id = ${customerId}::uuid and i.status = 'open' and i.amount_remaining_minor > 0
    order by d.opened_at, d.id`;
}

const failedPaymentRow = z
  .object({
    id: z.guid(),
    number: z.string().nullable(),
    amount_remaining_minor: z.string().transform(BigInt),
    currency: z.enum(CURRENCIES),
    hosted_invoice_url: z.string().nullable(),
    opened_at: z.coerce.date(),
    next_attempt_at: z.coerce.date().nullable(),
    decline_code: z.string().nullable(),
  })
  .transform(
    (row): FailedPayment => ({
      invoiceId: row.id,
      invoiceNumber: row.number,
      amount: money(row.amount_remaining_minor, row.currency),
      failedAt: row.opened_at,
      nextAttemptAt: row.next_attempt_at,
      declineCode: row.decline_code,
      payUrl: row.hosted_invoice_url,
    }),
  );

export function toFailedPayments(rows: readonly unknown[]): readonly FailedPayment[] {
  return z.array(failedPaymentRow).parse(rows);
}
