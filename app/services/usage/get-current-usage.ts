import { BillingError } from '../../domain/errors.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { CurrentUsage } from './current-usage.ts';
import type { InvoicePreview } from './invoice-preview.ts';
import { periodUsageRow } from './read-usage-rows.ts';
import { selectPeriodUsage } from './select-period-usage.ts';
import { toCurrentUsage } from './to-current-usage.ts';

export interface CurrentUsageAndPreview extends CurrentUsage {
  /** Null before Stripe was first asked. */
  preview: InvoicePreview | null;
}

/**
 * Usage of the customer's current billing period and what it costs, rated with the prices stored for its plan version:
 * quantities in units (bytes for transfer), money in minor units; with its next invoice as Stripe last
 * previewed it. One trip to the database. Throws `no_subscription`
 * when nothing runs, or when the customer is not the actor's own.
 */
export async function getCurrentUsage(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CurrentUsageAndPreview> {
  const input = { customerId, now: ctx.now };
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [db.execute(selectPeriodUsage(input))]);
  const usage = readCurrentUsage(found.rows[0], input);
  if (usage === null) throw new BillingError('no_subscription', 'There is no subscription.');
  return usage;
}

/** From the row of `selectPeriodUsage`; null when nothing runs. */
export function readCurrentUsage(
  found: unknown,
  input: { customerId: string; now: Date },
): CurrentUsageAndPreview | null {
  if (found === undefined) return null;
  const row = periodUsageRow.parse(found);
  return { ...toCurrentUsage({ ...input, row }), preview: row.preview };
}
