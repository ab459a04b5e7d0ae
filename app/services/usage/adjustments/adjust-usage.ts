import { sql } from 'drizzle-orm';
import type { Transaction } from '../../../db/client.ts';
import { BillingError } from '../../../domain/errors.ts';
import { requireAdmin } from '../../admin/require-admin.ts';
import type { ServiceContext } from '../../context.ts';
import { parseInput } from '../../parse-input.ts';
import { shareUsageSync } from '../sync/watermark.ts';
import { adjustUsageInputSchema } from './adjust-usage-input.ts';
import type { UsageAdjustment } from './usage-adjustment.ts';
import { findBySourceKey, lockSourceKey, writeAdjustment } from './write-adjustment.ts';

export interface AdjustedUsage {
  adjustment: UsageAdjustment;
  /** False: this source key had been taken before, and nothing was changed. */
  isNew: boolean;
}

/**
 * Adds to or takes from one past hour of a customer, in units, with a reason. Admins and jobs only. The same source key
 * again answers the same adjustment; with other contents it is `conflict`. Never below zero: then `invalid_value`, which
 * also names what else is wrong, says how much is there. What it means for an invoice that is out already is decided where late usage is.
 */
export async function adjustUsage(ctx: ServiceContext, given: unknown): Promise<AdjustedUsage> {
  requireAdmin(ctx.actor);
  const input = parseInput(adjustUsageInputSchema, given);
  if (input.hour > ctx.now) {
    throw new BillingError('invalid_value', 'Only hours that have begun can be adjusted.', {
      fields: [{ path: 'hour', message: 'must not lie ahead' }],
    });
  }
  const wanted = {
    customerId: input.customer_id,
    metric: input.metric,
    hour: input.hour,
    quantityDelta: input.quantity_delta,
    reason: input.reason,
    note: input.note,
    sourceKey: input.source_key,
    reversesId: null,
  };
  return ctx.db.transaction({ kind: 'system' }, async (tx) => {
    await tx.execute(shareUsageSync());
    await lockSourceKey(tx, wanted.sourceKey);
    const known = await findBySourceKey(tx, wanted.sourceKey);
    if (known !== null) return { adjustment: requireSame(known, wanted), isNew: false };
    await requireCustomer(tx, wanted.customerId);
    return { adjustment: await writeAdjustment(ctx, tx, wanted), isNew: true };
  });
}

type Wanted = Omit<UsageAdjustment, 'id' | 'createdBy' | 'createdAt'>;

function requireSame(known: UsageAdjustment, wanted: Wanted): UsageAdjustment {
  const isSame =
    known.customerId === wanted.customerId &&
    known.metric === wanted.metric &&
    known.hour.getTime() === wanted.hour.getTime() &&
    known.quantityDelta === wanted.quantityDelta &&
    known.reason === wanted.reason &&
    known.reversesId === wanted.reversesId;
  if (isSame) return known;
  throw new BillingError('conflict', 'This source key stands for another adjustment.', {
    fields: [{ path: 'source_key', message: 'has been used for another adjustment' }],
  });
}

async function requireCustomer(tx: Transaction, customerId: string): Promise<void> {
  const { rows } = await tx.execute(sql`select 1 from customers where id = ${customerId}::uuid`);
  if (rows.length > 0) return;
  throw new BillingError('invalid_value', 'There is no such customer.', {
    fields: [{ path: 'customer_id', message: 'is no customer of ours' }],
  });
}
