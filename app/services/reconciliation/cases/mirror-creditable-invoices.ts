import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import type { ServiceContext } from '../../context.ts';
import { mirrorObject } from '../../mirror/mirror-object.ts';
import type { Pace } from '../pace.ts';
import type { ReconciliationCase } from './case-row.ts';
import { type RefusedCredit, refused } from './credit-plan.ts';

/**
 * Reads the invoices that a credit may give back from Stripe, credit notes and all, so that what was given back by hand
 * counts also before its webhook has come. Null when all of them are mirrored.
 */
export async function mirrorCreditableInvoices(
  ctx: ServiceContext,
  { found, pace }: { found: ReconciliationCase; pace: Pace },
): Promise<RefusedCredit | null> {
  const [rows] = await ctx.db.batch({ kind: 'system' }, (db) => [db.execute(selectInvoices(found))]);
  for (const { id } of z.array(z.object({ id: z.string() })).parse(rows.rows)) {
    const outcome = await pace.ask(() => mirrorObject(ctx, { type: 'invoice', id }));
    if (outcome === 'superseded') {
      return refused('under_way', 'Its invoice is being read elsewhere at this moment. Try again.');
    }
    if (outcome === 'gone' || outcome === 'foreign') {
      return refused('by_hand', 'Stripe does not have the invoice that billed it.');
    }
  }
  return null;
}

/** The period's own, and those that billed late usage of it. */
function selectInvoices(found: ReconciliationCase): SQL {
  const { subscription_id: subscriptionId, metric, period_start: start, period_end: end } = found;
  if (subscriptionId === null || start === null || end === null) return sql`select null where false`;
  const isOfPeriod = (row: SQL) =>
    sql`(${row}.period_start < ${instantSql(end)} and ${row}.period_end > ${instantSql(start)})`;
  return sql`
    select i.stripe_invoice_id as id from invoices i
    where i.subscription_id = ${subscriptionId}::uuid and i.billing_reason = 'subscription_cycle'
      and ${isOfPeriod(sql`i`)}
    union
    select i.stripe_invoice_id from period_adjustments a
    join invoice_line_items l on l.stripe_invoice_item_id = a.stripe_object_id
    join invoices i on i.id = l.invoice_id
    where a.subscription_id = ${subscriptionId}::uuid and a.component = ${metric} and ${isOfPeriod(sql`a`)}
    order by 1`;
}
