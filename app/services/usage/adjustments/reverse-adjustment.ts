import { sql } from 'drizzle-orm';
import { BillingError } from '../../../domain/errors.ts';
import { requireAdmin } from '../../admin/require-admin.ts';
import type { ServiceContext } from '../../context.ts';
import { parseInput } from '../../parse-input.ts';
import { shareUsageSync } from '../sync/watermark.ts';
import type { AdjustedUsage } from './adjust-usage.ts';
import { reverseAdjustmentInputSchema } from './adjust-usage-input.ts';
import { adjustmentRow } from './usage-adjustment.ts';
import { findBySourceKey, lockSourceKey, writeAdjustment } from './write-adjustment.ts';

/**
 * Takes an adjustment back by its opposite, once: a second reversal is `conflict`, as is the reversal of a reversal.
 * Admins and jobs only. Taking back what was added is refused below zero, as any other removal.
 */
export async function reverseAdjustment(ctx: ServiceContext, given: unknown): Promise<AdjustedUsage> {
  requireAdmin(ctx.actor);
  const input = parseInput(reverseAdjustmentInputSchema, given);
  return ctx.db.transaction({ kind: 'system' }, async (tx) => {
    await tx.execute(shareUsageSync());
    await lockSourceKey(tx, input.source_key);
    const known = await findBySourceKey(tx, input.source_key);
    if (known !== null && known.reversesId === input.reverses_id) return { adjustment: known, isNew: false };
    if (known !== null) throw taken('source_key', 'has been used for another adjustment');
    const { rows } = await tx.execute(sql`
      select a.*, a.quantity_delta::text,
        exists (select from usage_adjustments r where r.reverses_id = a.id) as is_reversed
      from usage_adjustments a where a.id = ${input.reverses_id}::uuid for update`);
    if (rows[0] === undefined) throw new BillingError('not_found', 'There is no such adjustment.');
    const reversed = adjustmentRow.parse(rows[0]);
    if (reversed.reason === 'reversal') throw taken('reverses_id', 'is a reversal itself');
    if (rows[0].is_reversed === true) throw taken('reverses_id', 'has been reversed before');
    const { customerId, metric, hour } = reversed;
    const adjustment = await writeAdjustment(ctx, tx, {
      customerId,
      metric,
      hour,
      quantityDelta: -reversed.quantityDelta,
      reason: 'reversal',
      note: input.note,
      sourceKey: input.source_key,
      reversesId: reversed.id,
    });
    return { adjustment, isNew: true };
  });
}

function taken(path: string, message: string): BillingError {
  return new BillingError('conflict', 'This adjustment cannot be reversed like that.', {
    fields: [{ path, message }],
  });
}
