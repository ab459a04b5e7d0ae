import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { toJson } from '../audit/to-json.ts';
import type { RatingCheck } from './compare-preview.ts';

/** What Stripe previewed of each subscription that it was asked about, the newest kept: for its publisher to read. */
export function upsertPreviews(checks: readonly RatingCheck[], now: Date): SQL {
  const rows = toJson(
    checks.flatMap(({ due, previewed, leftBehind }) =>
      previewed === null
        ? []
        : {
            subscription_id: due.id,
            customer_id: due.customer_id,
            period_start: due.period_start,
            currency: due.currency,
            subtotal_minor: previewed.subtotalMinor,
            other_items_minor: previewed.otherItemsMinor,
            fee_items_minor: previewed.feeItemsMinor,
            usage_before: leftBehind,
            discount_minor: previewed.discountMinor,
            tax_minor: previewed.taxMinor,
            included_tax_minor: previewed.includedTaxMinor,
            total_minor: previewed.totalMinor,
            balance_minor: previewed.balanceMinor,
            amount_due_minor: previewed.amountDueMinor,
            quantities: due.quantities,
          },
    ),
  );
  return sql`
    insert into invoice_previews as p (subscription_id, customer_id, period_start, currency, subtotal_minor,
      other_items_minor, fee_items_minor, usage_before, discount_minor, tax_minor, included_tax_minor, total_minor, balance_minor,
      amount_due_minor, quantities, previewed_at)
    select r.*, ${instantSql(now)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (subscription_id uuid, customer_id uuid,
      period_start timestamptz, currency text, subtotal_minor bigint, other_items_minor bigint,
      fee_items_minor bigint, usage_before jsonb, discount_minor bigint, tax_minor bigint,
      included_tax_minor bigint, total_minor bigint, balance_minor bigint, amount_due_minor bigint, quantities jsonb)
    on conflict (subscription_id) do update set period_start = excluded.period_start, currency = excluded.currency,
      subtotal_minor = excluded.subtotal_minor, other_items_minor = excluded.other_items_minor,
      fee_items_minor = excluded.fee_items_minor, usage_before = excluded.usage_before,
      discount_minor = excluded.discount_minor,
      tax_minor = excluded.tax_minor, included_tax_minor = excluded.included_tax_minor,
      total_minor = excluded.total_minor, balance_minor = excluded.balance_minor,
      amount_due_minor = excluded.amount_due_minor, quantities = excluded.quantities,
      previewed_at = excluded.previewed_at
      where p.previewed_at <= excluded.previewed_at`;
}
