import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type InvoicePreview, invoicePreviewJsonSql, previewRow } from './invoice-preview.ts';
import { awaitedMinorSql } from './next-invoice.ts';
import { IS_ENDING, runningSubscription, type UsageKey } from './usage-queries.ts';

const pendingRow = z
  .object({
    awaited_minor: z.string().transform(BigInt),
    is_ending: z.boolean(),
    preview: previewRow.nullable(),
  })
  .transform(
    ({ awaited_minor: awaitedMinor, is_ending: isEnding, preview }): Pending => ({
      awaitedMinor,
      isEnding,
      preview,
    }),
  );

/** Of the running plan's next invoice: items of earlier periods that wait for it, and what Stripe last said of it. */
export interface Pending {
  awaitedMinor: bigint;
  /** It is the last one: without the flat fee of a next period. */
  isEnding: boolean;
  preview: InvoicePreview | null;
}

/** As `toPending` reads it; no row while nothing runs. */
export function selectPending(input: UsageKey): SQL {
  const of = { id: sql`s.id`, customerId: sql`s.customer_id`, currency: sql`s.currency` };
  return sql`
    select ${awaitedMinorSql(of)} as awaited_minor, ${IS_ENDING} as is_ending,
      ${invoicePreviewJsonSql(sql`s.id`)} as preview
    from ${runningSubscription(input)} as s`;
}

export function toPending([row]: readonly unknown[]): Pending {
  return row === undefined ? { awaitedMinor: 0n, isEnding: false, preview: null } : pendingRow.parse(row);
}
