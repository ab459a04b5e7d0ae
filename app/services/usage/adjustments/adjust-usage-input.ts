import { z } from 'zod';
import { METRICS } from '../../../domain/metric.ts';
import { ADJUSTMENT_REASONS } from './usage-adjustment.ts';

/** As much as an hour may hold at all. */
const MAX_DELTA = 10n ** 15n;
const HOUR_MS = 3_600_000;

const note = z
  .string({ error: 'must be text' })
  .trim()
  .min(10, 'must say in at least 10 characters why')
  .max(1_000, 'must have at most 1,000 characters');

const sourceKey = z
  .string({ error: 'must be text' })
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters without spaces');

const UNITS = 'must be a whole number of units';

/** A signed whole number, as a JSON number or, beyond 2^53, as text. */
const quantityDelta = z
  .union([z.int(UNITS), z.string(UNITS).regex(/^-?\d{1,16}$/, UNITS)], { error: UNITS })
  .transform(BigInt)
  .refine((delta) => delta !== 0n, 'must not be 0')
  .refine((delta) => delta <= MAX_DELTA && delta >= -MAX_DELTA, `must be at most ${MAX_DELTA} either way`);

const hour = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-04-15T10:00:00Z' })
  .transform((text) => new Date(text))
  .refine((instant) => instant.getTime() % HOUR_MS === 0, 'must be the start of a whole UTC hour');

export const adjustUsageInputSchema = z.strictObject({
  customer_id: z.guid('must be a uuid').transform((id) => id.toLowerCase()),
  metric: z.enum(METRICS, { error: `must be one of ${METRICS.join(', ')}` }),
  hour,
  quantity_delta: quantityDelta,
  reason: z.enum(ADJUSTMENT_REASONS, { error: `must be one of ${ADJUSTMENT_REASONS.join(', ')}` }),
  note,
  source_key: sourceKey,
});

export const reverseAdjustmentInputSchema = z.strictObject({
  reverses_id: z.guid('must be a uuid').transform((id) => id.toLowerCase()),
  note,
  source_key: sourceKey,
});
