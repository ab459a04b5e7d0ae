import { type SQL, sql } from 'drizzle-orm';

/**
 * Where a row `a` of `period_adjustments` stands, as `SettlementState` names it: the one answer that every page and
 * endpoint gives. An item is billed once an issued invoice has its line, a correction is credited once its note is here.
 */
export const SETTLEMENT_STATE: SQL = sql`(case
  when a.is_waived and a.status in ('unbillable', 'failed') then 'waived'
  when a.closed_at is not null and a.status in ('unbillable', 'failed') then 'by_hand'
  when a.status in ('unbillable', 'failed') then 'undecided'
  when a.amount_minor = 0 then 'free'
  when a.amount_minor < 0 then coalesce((
    select case note.status when 'issued' then 'credited' else 'void' end
    from credit_notes note where note.stripe_credit_note_id = a.stripe_object_id
  ), 'awaits_note')
  else coalesce((
    select case i.status when 'draft' then 'awaits_invoice' when 'void' then 'void' else 'billed' end
    from invoice_line_items line join invoices i on i.id = line.invoice_id
    where line.stripe_invoice_item_id = a.stripe_object_id
    order by i.created_at desc
    limit 1
  ), 'awaits_invoice')
end)`;

/**
 * What was decided about closed periods after their invoices, of the rows of `periods` (`id` of the subscription,
 * `customer_id`, `period_start`, `period_end`), the oldest first. What `settledLaterRow` reads; `period_start` is the one
 * of `periods`. A minimum's row that moves no money says nothing to anybody and is left out, unless a person
 * says or said what is due; and so are hours outside the subscription, which are in none of its periods.
 */
export function selectSettledLater(periods: SQL, condition: SQL = sql`true`): SQL {
  return sql`
    select p.id as subscription_id, p.period_start, a.component, a.kind, ${SETTLEMENT_STATE} as state, a.description, a.quantity_delta::text,
      a.amount_minor::text, a.currency, a.created_at
    from ${periods} as p
    join period_adjustments a on a.customer_id = p.customer_id and a.subscription_id = p.id
      and a.period_start >= p.period_start and a.period_start < p.period_end
    where ${condition} and (a.component <> 'minimum' or a.amount_minor <> 0 or a.status in ('unbillable', 'failed'))
      and a.reason is distinct from 'outside_subscription'
    order by p.period_start, a.created_at, a.component, a.sequence`;
}
