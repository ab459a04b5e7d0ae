import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { minimumRow } from '../../catalog/commitment-row.ts';
import {
  IS_ENDING,
  PERIOD_MINIMUM,
  runningSubscription,
  type UsageKey,
} from '../periods/running-subscription.ts';
import { invoicePreviewJsonSql, previewRow } from './invoice-preview.ts';
import { awaitedMinorSql } from './next-invoice.ts';

export const pendingRow = z.object({
  awaited_minor: z.string().transform(BigInt),
  is_ending: z.boolean(),
  minimum: minimumRow.nullable(),
  preview: previewRow.nullable(),
});

/** The running plan's next invoice, but for its usage: `awaited_minor` of earlier periods, and what Stripe last said of it. */
export type Pending = z.output<typeof pendingRow>;

/** What `pendingRow` reads; no row while nothing runs. */
export function selectPending(input: UsageKey): SQL {
  const of = { id: sql`s.id`, customerId: sql`s.customer_id`, currency: sql`s.currency` };
  return sql`
    select ${awaitedMinorSql(of)} as awaited_minor, ${IS_ENDING} as is_ending, ${PERIOD_MINIMUM} as minimum,
      ${invoicePreviewJsonSql(sql`s.id`)} as preview
    from ${runningSubscription(input)} as s`;
}
