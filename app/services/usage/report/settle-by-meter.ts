import { explainCount } from '../../../domain/usage/explain-count.ts';
import { describeStripeError } from '../../../stripe/describe-error.ts';
import { getMeteredQuantity } from '../../../stripe/get-metered-quantity.ts';
import { rateLimitScope } from '../../../stripe/rate-limit.ts';
import type { ServiceContext } from '../../context.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';
import type { Settlement } from './settle-outbox.ts';

const HOUR_MS = 3_600_000;
/** Stripe counts after it has answered. */
export const COUNTING_LAG_MS = 2 * HOUR_MS;

export interface SettledByMeter {
  settlements: readonly Settlement[];
  /**
   * Their units are not on the meter. Stripe may know their identifiers all the same: of sends with one sum nobody can
   * tell which it has counted.
   */
  unsent: readonly ClaimedOutboxRow[];
}

/**
 * Asks the meter what it counts for one hour, and tells from the sum which of the hour's unanswered sends are in it. The
 * meter is never corrected: a count that no selection of them explains is for a person to look at.
 */
export async function settleByMeter(
  ctx: ServiceContext,
  rows: readonly ClaimedOutboxRow[],
): Promise<SettledByMeter> {
  const [first] = rows;
  if (first === undefined) return { settlements: [], unsent: [] };
  let counted: bigint;
  try {
    counted = await getMeteredQuantity(ctx.stripe, {
      meterId: first.stripe_meter_id,
      stripeCustomerId: first.stripe_customer_id,
      start: first.hour,
      end: new Date(first.hour.getTime() + HOUR_MS),
    });
  } catch (error) {
    const message = describeStripeError(error);
    if (message === null) throw error;
    const limited = rateLimitScope(error);
    return unresolved(rows.map((row) => ({ row, outcome: 'retry', message, limited })));
  }
  const isCounted = explainCount(
    counted - first.accepted_quantity,
    rows.map((row) => row.quantity_delta),
  );
  if (isCounted === null) {
    const message = `The meter counts ${counted} for this hour, our books say ${first.accepted_quantity} without ${sends(rows)}.`;
    return unresolved(rows.map((row) => ({ row, outcome: 'rejected', message })));
  }
  return {
    settlements: rows.filter((_, index) => isCounted[index]).map((row) => ({ row, outcome: 'accepted' })),
    unsent: rows.filter((_, index) => !isCounted[index]),
  };
}

function unresolved(settlements: readonly Settlement[]): SettledByMeter {
  return { settlements, unsent: [] };
}

function sends(rows: readonly ClaimedOutboxRow[]): string {
  return `the unanswered ${rows.map((row) => row.quantity_delta).join(', ')}`;
}
