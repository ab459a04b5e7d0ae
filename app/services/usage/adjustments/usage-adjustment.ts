import { z } from 'zod';
import { METRICS, type Metric } from '../../../domain/metric.ts';

/** Why an hour is adjusted; `reversal` is only made by reversing one. */
export const ADJUSTMENT_REASONS = ['invalid_traffic', 'correction'] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number] | 'reversal';

export interface UsageAdjustment {
  id: string;
  customerId: string;
  metric: Metric;
  hour: Date;
  /** Signed units; negative takes away. */
  quantityDelta: bigint;
  reason: AdjustmentReason;
  note: string;
  sourceKey: string;
  /** The adjustment that this one takes back. */
  reversesId: string | null;
  createdBy: string;
  createdAt: Date;
}

export const adjustmentRow = z
  .object({
    id: z.string(),
    customer_id: z.string(),
    metric: z.enum(METRICS),
    hour: z.coerce.date(),
    quantity_delta: z.string().transform(BigInt),
    reason: z.enum([...ADJUSTMENT_REASONS, 'reversal']),
    note: z.string(),
    source_key: z.string(),
    reverses_id: z.string().nullable(),
    created_by: z.string(),
    created_at: z.coerce.date(),
  })
  .transform(
    (row): UsageAdjustment => ({
      id: row.id,
      customerId: row.customer_id,
      metric: row.metric,
      hour: row.hour,
      quantityDelta: row.quantity_delta,
      reason: row.reason,
      note: row.note,
      sourceKey: row.source_key,
      reversesId: row.reverses_id,
      createdBy: row.created_by,
      createdAt: row.created_at,
    }),
  );
