import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES, type Currency } from '../../domain/money.ts';
import type { Quantities } from './rate-period.ts';
import { runningSubscription, type UsageKey } from './usage-queries.ts';

/** The next invoice as Stripe last previewed it, in minor units of `currency`. */
export interface InvoicePreview {
  /** Of the period that ran then, which need not be the one that runs now. */
  periodStart: Date;
  currency: Currency;
  subtotalMinor: bigint;
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

const previewRow = z
  .object({
    period_start: z.coerce.date(),
    currency: z.enum(CURRENCIES),
    subtotal_minor: integer,
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

/** Of the running subscription; no row before Stripe was first asked. */
export function selectInvoicePreview(input: UsageKey): SQL {
  return sql`
    select p.period_start, p.currency, p.subtotal_minor::text, p.discount_minor::text, p.tax_minor::text,
      p.included_tax_minor::text, p.total_minor::text, p.balance_minor::text, p.amount_due_minor::text, p.quantities,
      p.previewed_at
    from ${runningSubscription(input)} as s
    join invoice_previews p on p.subscription_id = s.id`;
}

export function toInvoicePreview(row: unknown): InvoicePreview | null {
  return row === undefined ? null : previewRow.parse(row);
}
