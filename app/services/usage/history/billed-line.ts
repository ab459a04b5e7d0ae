import { z } from 'zod';
import { METRICS, type Metric } from '../../../domain/metric.ts';

/** A line of an invoice as it was issued, of a draft, or one that waits for the next invoice. */
export interface BilledLine {
  stripeLineItemId: string;
  description: string;
  /** What it sells, when its price is one of ours; null for items of our own, such as late usage. */
  component: 'base' | Metric | null;
  stripePriceId: string | null;
  proration: boolean;
  /** Exact decimals, as the invoice has them. */
  quantity: string;
  unitAmountDecimal: string;
  amountMinor: bigint;
  periodEnd: Date;
}

/** What a JSON object of a line reads as. */
export const billedLineRow = z
  .object({
    stripe_line_item_id: z.string(),
    description: z.string(),
    component: z.enum(['base', ...METRICS]).nullable(),
    stripe_price_id: z.string().nullable(),
    proration: z.boolean(),
    quantity: z.string(),
    unit_amount_decimal: z.string(),
    amount_minor: z.string().transform(BigInt),
    period_end: z.coerce.date(),
  })
  .transform(
    (row): BilledLine => ({
      stripeLineItemId: row.stripe_line_item_id,
      description: row.description,
      component: row.component,
      stripePriceId: row.stripe_price_id,
      proration: row.proration,
      quantity: row.quantity,
      unitAmountDecimal: row.unit_amount_decimal,
      amountMinor: row.amount_minor,
      periodEnd: row.period_end,
    }),
  );
