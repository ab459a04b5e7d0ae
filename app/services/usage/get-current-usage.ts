import { z } from 'zod';
import type { QueryBuilder } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { priceRow } from '../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { CurrentUsage } from './current-usage.ts';
import { type InvoicePreview, selectInvoicePreview, toInvoicePreview } from './invoice-preview.ts';
import { toCurrentUsage } from './to-current-usage.ts';
import {
  selectCommitment,
  selectDailyUsage,
  selectFinishedSync,
  selectPrices,
  selectSubscription,
} from './usage-queries.ts';

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
  const [previews, ...rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectInvoicePreview(input)),
    ...selectCurrentUsage(db, input),
  ]);
  const usage = readCurrentUsage(rows, input);
  if (usage === null) throw new BillingError('no_subscription', 'There is no subscription.');
  return { ...usage, preview: toInvoicePreview(previews.rows[0]) };
}

interface WhoseUsage {
  customerId: string;
  now: Date;
}

/** The queries by themselves, for a page that fetches them in one batch with others. */
export function selectCurrentUsage(db: QueryBuilder, input: WhoseUsage) {
  return [
    db.execute(selectSubscription(input)),
    db.execute(selectPrices(input)),
    db.execute(selectDailyUsage(input)),
    db.execute(selectFinishedSync()),
    db.execute(selectCommitment(input)),
  ] as const;
}

/** Of the five queries' answers, in their order; null when nothing runs. */
export function readCurrentUsage(
  [subscriptions, prices, daily, finished, commitments]: readonly {
    readonly rows: Record<string, unknown>[];
  }[],
  input: WhoseUsage,
): CurrentUsage | null {
  if (subscriptions?.rows[0] === undefined) return null;
  return toCurrentUsage({
    ...input,
    subscription: subscriptions.rows[0],
    daily: daily?.rows ?? [],
    finished: finished?.rows[0],
    prices: z.array(priceRow).parse(prices?.rows),
    commitment: commitments?.rows[0],
  });
}
