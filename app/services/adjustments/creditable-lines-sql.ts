import { type SQL, sql } from 'drizzle-orm';
import { isForeignNoteSql } from './foreign-note-sql.ts';
import { STANDS } from './stands-sql.ts';

/**
 * A subquery of an invoice's lines with `remaining_minor`, what each may still give back, whoever gave back the rest;
 * `by_hand_minor`, what people gave back of it before `since`, and `by_hand_later_minor`, what they gave back from then on;
 * and `unnamed_minor`, what they gave back of the invoice without naming a line. The latter is taken from other lines first and only then from usage, so that all lines together never give back
 * more than the invoice has left.
 */
export function creditableLinesSql({ invoiceId, since }: { invoiceId: SQL; since: SQL }): SQL {
  return sql`(
    select spread.stripe_line_item_id, spread.by_hand_minor, spread.by_hand_later_minor, spread.unnamed_minor,
      spread.left_minor - least(spread.left_minor, greatest(spread.unnamed_minor - spread.before_minor, 0)) as remaining_minor
    from (
      select line.*, unnamed.minor as unnamed_minor, coalesce(sum(line.left_minor) over (
          order by line.is_usage, line.position rows between unbounded preceding and 1 preceding
        ), 0) as before_minor
      from (
        select own.stripe_line_item_id, own.position, by_hand.minor as by_hand_minor,
          by_hand.later_minor as by_hand_later_minor,
          greatest(own.amount_minor - ours.minor - by_hand.minor - by_hand.later_minor, 0) as left_minor,
          own.component is distinct from 'base' and (own.component is not null or exists (
            select from period_adjustments late where late.stripe_object_id = own.stripe_invoice_item_id
          )) as is_usage
        from invoice_line_items own
        cross join lateral ${decidedCredits()} as ours
        cross join lateral ${creditsByHand(since)} as by_hand
        where own.invoice_id = ${invoiceId}
      ) as line
      cross join ${unnamedCredits(invoiceId)} as unnamed
    ) as spread
  )`;
}

function decidedCredits(): SQL {
  return sql`(
    select coalesce(sum((part ->> 'amountMinor')::bigint), 0) as minor
    from period_adjustments a
    cross join lateral jsonb_array_elements(a.allocations) as part
    where a.invoice_id = own.invoice_id and ${STANDS} and part ->> 'stripeLineItemId' = own.stripe_line_item_id
  )`;
}

/** Without a `since` all of them were before. */
function creditsByHand(since: SQL): SQL {
  const isLater = sql`note.created_at >= ${since}`;
  return sql`(
    select coalesce(sum((part ->> 'amountMinor')::bigint) filter (where (${isLater}) is not true), 0) as minor,
      coalesce(sum((part ->> 'amountMinor')::bigint) filter (where ${isLater}), 0) as later_minor
    from credit_notes note
    cross join lateral jsonb_array_elements(note.lines) as part
    where note.invoice_id = own.invoice_id and ${isForeignNoteSql(sql`note`)}
      and part ->> 'invoiceLineItemId' = own.stripe_line_item_id
  )`;
}

function unnamedCredits(invoiceId: SQL): SQL {
  return sql`(
    select coalesce(sum(greatest(note.subtotal_minor - named.minor, 0)), 0) as minor
    from credit_notes note
    cross join lateral (
      select coalesce(sum((part ->> 'amountMinor')::bigint), 0) as minor
      from jsonb_array_elements(note.lines) as part
      where part ->> 'invoiceLineItemId' is not null
    ) as named
    where note.invoice_id = ${invoiceId} and ${isForeignNoteSql(sql`note`)}
  )`;
}
