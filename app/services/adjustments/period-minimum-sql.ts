import { type SQL, sql } from 'drizzle-orm';
import { isForeignNoteSql } from './foreign-note-sql.ts';
import { SETTLED_MINOR } from './stands-sql.ts';

/**
 * A LATERAL subquery: the books of a closed period under a minimum commitment, once its true-up is decided; no row for
 * other periods. A true-up that others gave back by notes that are not ours is not there to be filled any more; one that
 * a person waived never was, and what was waived of it is not due any more.
 */
export function periodMinimumSql(period: {
  invoiceId: SQL;
  customerId: SQL;
  subscriptionId: SQL;
  start: SQL;
}): SQL {
  const ofPeriod = sql`a.customer_id = ${period.customerId} and a.subscription_id = ${period.subscriptionId}
    and a.period_start = ${period.start}`;
  return sql`lateral (
    select json_build_object('due_minor', (k.due_minor - books.waived_minor)::text,
      'charged_minor', (k.charged_minor + books.charged_minor)::text,
      'true_up_minor', (books.true_up_minor - books.waived_minor - theirs.credited_minor)::text,
      'sequence', books.sequence) as books
    from commitment_checks k
    join invoices i on i.id = k.invoice_id
    cross join lateral (
      select coalesce(sum(${SETTLED_MINOR}) filter (where a.component <> 'minimum'), 0) as charged_minor,
        coalesce(sum(${SETTLED_MINOR}) filter (where a.component = 'minimum'), 0) as true_up_minor,
        coalesce(sum(a.waived_minor) filter (where a.component = 'minimum'), 0) as waived_minor,
        coalesce(max(a.sequence) filter (where a.component = 'minimum'), 0) as sequence
      from period_adjustments a
      where ${ofPeriod}
    ) as books
    cross join lateral (
      select coalesce(sum((part ->> 'amountMinor')::bigint), 0) as credited_minor
      from period_adjustments a
      join invoice_line_items l on l.stripe_invoice_item_id = a.stripe_object_id
      join credit_notes n on n.invoice_id = l.invoice_id and ${isForeignNoteSql(sql`n`)}
      cross join lateral jsonb_array_elements(n.lines) as part
      where ${ofPeriod} and a.component = 'minimum' and part ->> 'invoiceLineItemId' = l.stripe_line_item_id
    ) as theirs
    where k.invoice_id = ${period.invoiceId} and k.status = 'decided' and i.status <> 'void'
  )`;
}
