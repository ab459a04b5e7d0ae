import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { ADJUSTMENT_REASONS } from '../../services/usage/adjustments/usage-adjustment.ts';

const wholeNumber = z
  .union([z.int(), z.string().regex(/^-?\d+$/)])
  .meta({ description: 'A whole number; a decimal string where it has more digits than 2^53.' });
const note = z.string().meta({ description: '10 to 1,000 characters' });
const sourceKey = z.string().meta({
  description: '1 to 200 printable characters: the same key again is the same adjustment, whoever sends it.',
});

export const usageAdjustmentBodySchema = z
  .object({
    customer_id: z.guid(),
    metric: z.enum(METRICS),
    hour: z.iso.datetime().meta({ description: 'Start of a whole UTC hour that has begun' }),
    quantity_delta: wholeNumber.meta({
      description: 'Signed units (bytes for transfer); negative takes away',
    }),
    reason: z.enum(ADJUSTMENT_REASONS),
    note,
    source_key: sourceKey,
  })
  .meta({ id: 'UsageAdjustmentBody' });

export const usageAdjustmentReversalBodySchema = z
  .object({ note, source_key: sourceKey })
  .meta({ id: 'UsageAdjustmentReversalBody' });

export const usageAdjustmentSchema = z
  .object({
    id: z.guid(),
    customer_id: z.guid(),
    metric: z.enum(METRICS),
    hour: z.iso.datetime(),
    quantity_delta: wholeNumber,
    reason: z.enum([...ADJUSTMENT_REASONS, 'reversal']),
    note: z.string(),
    source_key: z.string(),
    reverses_id: z.guid().nullable().meta({ description: 'The adjustment that this one takes back' }),
    created_by: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'UsageAdjustment' });

export const usageAdjustmentPageSchema = z
  .object({
    adjustments: z.array(usageAdjustmentSchema),
    pagination: z.object({ page: z.int(), limit: z.int(), total: z.int(), total_pages: z.int() }),
  })
  .meta({ id: 'UsageAdjustmentPage' });

export type UsageAdjustmentJson = z.infer<typeof usageAdjustmentSchema>;
export type UsageAdjustmentPageJson = z.infer<typeof usageAdjustmentPageSchema>;
