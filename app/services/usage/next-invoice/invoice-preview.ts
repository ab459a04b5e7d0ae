import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS } from '../../../domain/metric.ts';
import { CURRENCIES, type Currency } from '../../../domain/money.ts';
import type { Quantities } from '../current/rate-period.ts';
import { type UsageBefore, usageBeforeRow } from '../periods/usage-before.ts';

/** The next invoice as Stripe last previewed it, in minor units of `currency`. */
export interface InvoicePreview {
  /** Of the period that ran then, which need not be the one that runs now. */
  periodStart: Date;
  currency: Currency;
  subtotalMinor: bigint;
  /** Within the subtotal: prorations and other pending items that are neither usage nor ours. */
  otherItemsMinor: bigint;
  /** Within the subtotal: usage from before a change of plan; null without one. */
  usageBefore: UsageBefore | null;
  discountMinor: bigint;
  /** On top of the lines. */
  taxMinor: bigint;
  /** Within the lines. */
  includedTaxMinor: bigint;
  totalMinor: bigint;
  /** The customer's before this invoice: below zero it is credit. */
  balanceMinor: bigint;
  amountDueMinor: bigint;
  /** The units that it was computed at. */
  quantities: Quantities;
  previewedAt: Date;
}

const integer = z.string().transform(BigInt);

export const previewRow = z
  .object({
    period_start: z.coerce.date(),
    currency: z.enum(CURRENCIES),
    subtotal_minor: integer,
    other_items_minor: integer,
    usage_before: usageBeforeRow,
    discount_minor: integer,
    tax_minor: integer,
    included_tax_minor: integer,
    total_minor: integer,
    balance_minor: integer,
    amount_due_minor: integer,
    quantities: z.record(z.enum(METRICS), integer),
    previewed_at: z.coerce.date(),
  })
  .transform(
    (row): InvoicePreview => ({
      periodStart: row.period_start,
      currency: row.currency,
      subtotalMinor: row.subtotal_minor,
      otherItemsMinor: row.other_items_minor,
      usageBefore: row.usage_before,
      discountMinor: row.discount_minor,
      taxMinor: row.tax_minor,
      includedTaxMinor: row.included_tax_minor,
      totalMinor: row.total_minor,
      balanceMinor: row.balance_minor,
      amountDueMinor: row.amount_due_minor,
      quantities: row.quantities,
      previewedAt: row.previewed_at,
    }),
  );

/** As JSON, what `previewRow` reads; null before Stripe was first asked. */
export function invoicePreviewJsonSql(subscriptionId: SQL): SQL {
  return sql`(
    select json_build_object('period_start', p.period_start, 'currency', p.currency,
      'subtotal_minor', p.subtotal_minor::text, 'other_items_minor', p.other_items_minor::text,
      'usage_before', p.usage_before, 'discount_minor', p.discount_minor::text,
      'tax_minor', p.tax_minor::text, 'included_tax_minor', p.included_tax_minor::text,
      'total_minor', p.total_minor::text, 'balance_minor', p.balance_minor::text,
      'amount_due_minor', p.amount_due_minor::text, 'quantities', p.quantities, 'previewed_at', p.previewed_at)
    from invoice_previews p where p.subscription_id = ${subscriptionId}
  )`;
}
