import { BillingError } from '../../../domain/errors.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { type NextInvoice, toNextInvoice } from '../next-invoice/next-invoice.ts';
import { changedOfRunning } from './changed-of-running.ts';
import type { CurrentUsage } from './current-usage.ts';
import { periodUsageRow } from './read-usage-rows.ts';
import { selectPeriodUsage } from './select-period-usage.ts';
import { toCurrentUsage } from './to-current-usage.ts';

export interface CurrentUsageAndNextInvoice extends CurrentUsage {
  nextInvoice: NextInvoice;
}

/**
 * Usage of the customer's current billing period and what it costs, rated with the prices stored for its plan version:
 * quantities in units (bytes for transfer), money in minor units; with its next invoice as it stands. One trip to the
 * database. Throws `no_subscription` when nothing runs, or when the customer is not the actor's own.
 */
export async function getCurrentUsage(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CurrentUsageAndNextInvoice> {
  const input = { customerId, now: ctx.now };
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [db.execute(selectPeriodUsage(input))]);
  if (found.rows[0] === undefined) throw new BillingError('no_subscription', 'There is no subscription.');
  const row = periodUsageRow.parse(found.rows[0]);
  const usage = toCurrentUsage({ ...input, row, changedOf: changedOfRunning(row) });
  return {
    ...usage,
    nextInvoice: toNextInvoice(usage, { awaitedMinor: row.awaited_minor, preview: row.preview }),
  };
}

/** From the row of `selectPeriodUsage`; null when nothing runs. */
export function readCurrentUsage(
  found: unknown,
  input: { customerId: string; now: Date },
): CurrentUsage | null {
  if (found === undefined) return null;
  const row = periodUsageRow.parse(found);
  return toCurrentUsage({ ...input, row, changedOf: changedOfRunning(row) });
}
