import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { SEND_AFTER_PERIOD_END } from '../usage/report/send-window-sql.ts';

/**
 * Has the true-up of a period decided whose mirrored invoice bills usage at the prices of a version with a minimum
 * commitment: when no more usage can go on that invoice, and before Stripe issues it. Once an invoice.
 */
export function queueCommitmentCheck({ invoiceId, now }: { invoiceId: string; now: Date }): SQL {
  const at = instantSql(now);
  return sql`
    insert into commitment_checks (invoice_id, customer_id, status, run_after, created_at)
    select i.id, i.customer_id, 'pending', greatest(i.period_end + ${SEND_AFTER_PERIOD_END}, ${at}), ${at}
    from invoices i
    where i.id = ${invoiceId}::uuid and i.subscription_id is not null and exists (
      select from invoice_line_items l
      join plan_prices price on price.stripe_price_id = l.stripe_price_id
      join plan_commitments c on c.plan_version_id = price.plan_version_id and c.currency = i.currency
      where l.invoice_id = i.id and l.component <> 'base'
    )
    on conflict do nothing`;
}
