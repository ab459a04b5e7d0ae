import { describeStripeError } from '../../../stripe/describe-error.ts';
import { getMeteredQuantity } from '../../../stripe/get-metered-quantity.ts';
import { sendMeterEvent } from '../../../stripe/send-meter-event.ts';
import type { ServiceContext } from '../../context.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';
import type { Settlement } from './settle-outbox.ts';

const HOUR_MS = 3_600_000;
/** Stripe knows an identifier for 24 hours; an hour less allows for its clock and ours. */
const IDENTIFIER_LIFETIME_MS = 23 * HOUR_MS;
/** Stripe counts after it has answered. Nothing is sent after the deadline, so by then every send has been counted. */
const COUNTING_LAG_MS = 2 * HOUR_MS;

/** Sends one row at the instant `now`, or finds out what became of an earlier send that had no answer. */
export async function sendRow(
  ctx: ServiceContext,
  { row, now }: { row: ClaimedOutboxRow; now: Date },
): Promise<Settlement> {
  const isOpen = now < row.send_before;
  if (row.previously_sent_at !== null) {
    const counted = new Date(row.send_before.getTime() + COUNTING_LAG_MS);
    if (!isOpen && now < counted) return { row, outcome: 'waiting', until: counted };
    const age = now.getTime() - row.previously_sent_at.getTime();
    if (!isOpen || age > IDENTIFIER_LIFETIME_MS) return settleByMeter(ctx, row, isOpen);
  }
  return isOpen ? sendEvent(ctx, row) : { row, outcome: 'held' };
}

async function sendEvent(ctx: ServiceContext, row: ClaimedOutboxRow): Promise<Settlement> {
  const outcome = await sendMeterEvent(ctx.stripe, {
    identifier: row.identifier,
    metric: row.metric,
    stripeCustomerId: row.stripe_customer_id,
    quantity: row.quantity_delta,
    hour: row.hour,
  });
  if (outcome.kind === 'accepted') return { row, outcome: 'accepted' };
  return { row, outcome: outcome.kind === 'rejected' ? 'rejected' : 'retry', message: outcome.message };
}

/**
 * The identifier no longer protects a repeat, or the period is closed, so the meter is asked first. It is never
 * corrected: a count that is neither with nor without this row is for a person to look at.
 */
async function settleByMeter(
  ctx: ServiceContext,
  row: ClaimedOutboxRow,
  isOpen: boolean,
): Promise<Settlement> {
  let counted: bigint;
  try {
    counted = await getMeteredQuantity(ctx.stripe, {
      meterId: row.stripe_meter_id,
      stripeCustomerId: row.stripe_customer_id,
      start: row.hour,
      end: new Date(row.hour.getTime() + HOUR_MS),
    });
  } catch (error) {
    const message = describeStripeError(error);
    if (message === null) throw error;
    return { row, outcome: 'retry', message };
  }
  const unexplained = counted - row.accepted_quantity;
  if (unexplained === row.quantity_delta) return { row, outcome: 'accepted' };
  if (unexplained !== 0n) {
    const message = `The meter counts ${counted} for this hour, our books say ${row.accepted_quantity} without this row.`;
    return { row, outcome: 'rejected', message };
  }
  return isOpen ? sendEvent(ctx, row) : { row, outcome: 'held' };
}
