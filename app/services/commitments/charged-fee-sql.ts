import { type SQL, sql } from 'drizzle-orm';

/**
 * A LATERAL subquery: the flat fee that was charged for a period, prorations among it, on whichever invoice of the
 * subscription. What is taken back of it where the subscription ended early begins at the very end. `fee_minor` is null when
 * no invoice is here that charged it; `is_void` when one that did is void.
 */
export function chargedFeeSql(of: {
  customerId: SQL;
  subscriptionId: SQL;
  currency: SQL;
  start: SQL;
  end: SQL;
  /** Of the subscription; null while it runs. */
  endedAt: SQL;
}): SQL {
  return sql`lateral (
    select sum(l.amount_minor) filter (where billed.status <> 'void') as fee_minor,
      coalesce(bool_or(billed.status = 'void'), false) as is_void
    from invoice_line_items l join invoices billed on billed.id = l.invoice_id
    where l.customer_id = ${of.customerId} and l.component = 'base' and l.currency = ${of.currency}
      and billed.subscription_id = ${of.subscriptionId}
      and l.period_start >= ${of.start}
      and (l.period_start < ${of.end} or (l.proration and ${of.endedAt} <= ${of.end}))
  )`;
}
