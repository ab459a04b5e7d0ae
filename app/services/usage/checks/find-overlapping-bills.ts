import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import type { ServiceContext } from '../../context.ts';

/** Told for so long after the later of the two was made. */
const TOLD_FOR = sql`interval '3 days'`;
const MAX_NAMED = 20;

/** Two invoices that both billed the usage of one span of time, the earlier made first. */
export interface OverlappingBills {
  customerId: string;
  stripeInvoiceIds: readonly [string, string];
  from: Date;
  until: Date;
}

const overlapRow = z
  .object({
    customer_id: z.guid(),
    first: z.string(),
    second: z.string(),
    from: z.coerce.date(),
    until: z.coerce.date(),
  })
  .transform(
    (row): OverlappingBills => ({
      customerId: row.customer_id,
      stripeInvoiceIds: [row.first, row.second],
      from: row.from,
      until: row.until,
    }),
  );

/**
 * Issued invoices of the last days that billed usage of a time that another one of the customer has billed too: usage is
 * by the hour, so one that no hour begins in holds none. One that bills no unit of that time has billed nothing of it: a
 * trial's, or a late one of a period that another plan has closed.
 */
export async function findOverlappingBills(ctx: ServiceContext): Promise<readonly OverlappingBills[]> {
  const at = instantSql(ctx.now);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select b.customer_id, a.stripe_invoice_id as first, b.stripe_invoice_id as second,
        greatest(a.period_start, b.period_start) as "from", least(a.period_end, b.period_end) as until
      from invoices b
      join invoices a on a.customer_id = b.customer_id and (a.created_at, a.id) < (b.created_at, b.id)
        and a.period_start < b.period_end and b.period_start < a.period_end
      where b.created_at > ${at} - ${TOLD_FOR}
        and date_trunc('hour', greatest(a.period_start, b.period_start) + interval '1 hour' - interval '1 microsecond', 'UTC')
          < least(a.period_end, b.period_end)
        and a.billing_reason = 'subscription_cycle' and a.status not in ('draft', 'void')
        and b.billing_reason = 'subscription_cycle' and b.status not in ('draft', 'void')
        and ${billsUnits(sql`a`, sql`b`)} and ${billsUnits(sql`b`, sql`a`)}
      order by b.created_at, b.id, a.id
      limit ${MAX_NAMED}`),
  ]);
  return z.array(overlapRow).parse(found.rows);
}

/** Whether an invoice has a line with units of a time that lies within the other one's period. */
function billsUnits(invoice: SQL, other: SQL): SQL {
  return sql`exists (
    select from invoice_line_items l
    where l.invoice_id = ${invoice}.id and l.component is not null and l.component <> 'base' and not l.proration
      and l.quantity > 0 and l.period_start < ${other}.period_end and l.period_end > ${other}.period_start
  )`;
}
