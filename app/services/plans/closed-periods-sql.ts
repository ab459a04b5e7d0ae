import { type SQL, sql } from 'drizzle-orm';
import { METRICS } from '../../domain/metric.ts';
import { quantityBetweenSql } from '../usage/quantity-between-sql.ts';
import { recentPeriodsSql } from '../usage/recent-periods-sql.ts';
import { selectSettledLater } from '../usage/settled-later/select-settled-later.ts';

interface Which {
  customerId: string;
  now: Date;
  periods: number;
}

/** The running one is the first of the recent ones. */
function closedPeriods({ customerId, now, periods }: Which): SQL {
  return sql`(select * from ${recentPeriodsSql({ customerId, now, months: periods + 1 })} as recent where ago > 0)`;
}

/** Billable units of each closed period and metric, oldest period first. */
export function selectClosedUsage(which: Which): SQL {
  const metrics = sql.join(
    METRICS.map((metric) => sql`(${metric}::text)`),
    sql`, `,
  );
  return sql`
    select p.period_start, p.period_end, m.metric, ${quantityBetweenSql({
      customerId: sql`p.customer_id`,
      metric: sql`m.metric`,
      start: sql`p.period_start`,
      end: sql`p.period_end`,
    })}::text as quantity
    from ${closedPeriods(which)} as p
    cross join (values ${metrics}) as m (metric)
    order by p.period_start`;
}

/** What was decided about each closed period after its invoice, in the currency of today. */
export function selectSettledLaterOf(which: Which): SQL {
  return selectSettledLater(closedPeriods(which), sql`a.currency = p.currency`);
}

/**
 * What was invoiced for each closed period, on whichever invoice it stood (the flat fee in advance, late items after),
 * less what credit notes gave back of those very lines.
 */
export function selectBilled(which: Which): SQL {
  return sql`
    select p.period_start, (sum(line.amount_minor) - coalesce(sum(credited.amount_minor), 0))::text as billed_minor
    from ${closedPeriods(which)} as p
    join invoice_line_items line on line.customer_id = p.customer_id
      and line.period_start >= p.period_start and line.period_start < p.period_end
    join invoices i on i.id = line.invoice_id and i.currency = p.currency and i.status not in ('draft', 'void')
    cross join lateral (
      select sum((part ->> 'amountMinor')::bigint) as amount_minor
      from credit_notes note cross join jsonb_array_elements(note.lines) as part
      where note.invoice_id = i.id and note.status = 'issued'
        and part ->> 'invoiceLineItemId' = line.stripe_line_item_id
    ) as credited
    group by p.period_start`;
}
