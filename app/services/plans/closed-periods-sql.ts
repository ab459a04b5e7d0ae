import { type SQL, sql } from 'drizzle-orm';
import { selectBilledPeriods } from '../usage/history/select-billed-periods.ts';
import { recentPeriodsSql } from '../usage/periods/recent-periods-sql.ts';
import { selectSettledLater } from '../usage/settled-later/select-settled-later.ts';

interface Which {
  customerId: string;
  now: Date;
  periods: number;
}

/** One of the recent ones at most runs. */
function closedPeriods({ customerId, now, periods }: Which): SQL {
  return sql`(
    select * from ${recentPeriodsSql({ customerId, now, months: periods + 1 })} as recent
    where not is_running
    order by ago
    limit ${periods}
  )`;
}

/** As many periods and one more, with their units and their invoices, as `billedPeriodRow` reads: one of them may run. */
export function selectPeriods({ periods, ...whose }: Which): SQL {
  return selectBilledPeriods({ ...whose, months: periods + 1 });
}

/** What was decided about each closed period after its invoice. */
export function selectSettledLaterOf(which: Which): SQL {
  return selectSettledLater(closedPeriods(which));
}

/**
 * What was invoiced for each closed period, on whichever invoice of its subscription it stood (the flat fee in advance,
 * and what was given back of it where the plan ended within the month), and of that the flat fee, nothing where none was charged,
 * beside what a month of it costs; less what credit notes gave back of those very lines. Late items count for the subscription whose usage they bill: once
 * that has ended, they stand on an invoice of the next one.
 */
export function selectBilled(which: Which): SQL {
  return sql`
    select p.id as subscription_id, p.period_start, p.currency, (sum(line.amount_minor) - coalesce(sum(credited.amount_minor), 0))::text as billed_minor,
      coalesce(sum(line.amount_minor) filter (where line.component = 'base'), 0)::text as flat_fee_minor,
      (
        select fee.unit_amount_minor from plan_prices fee
        where fee.plan_version_id = p.plan_version_id and fee.component = 'base' and fee.currency = p.currency
      )::text as monthly_fee_minor
    from ${closedPeriods(which)} as p
    join invoice_line_items line on line.customer_id = p.customer_id
      and line.period_start >= p.whole_start and line.period_start < p.whole_end
    join invoices i on i.id = line.invoice_id and i.currency = p.currency and i.status not in ('draft', 'void')
    left join period_adjustments late on late.stripe_object_id = line.stripe_invoice_item_id
    cross join lateral (
      select sum((part ->> 'amountMinor')::bigint) as amount_minor
      from credit_notes note cross join jsonb_array_elements(note.lines) as part
      where note.invoice_id = i.id and note.status = 'issued'
        and part ->> 'invoiceLineItemId' = line.stripe_line_item_id
    ) as credited
    where coalesce(late.subscription_id, i.subscription_id) = p.id
    group by p.id, p.period_start, p.currency, p.plan_version_id`;
}
