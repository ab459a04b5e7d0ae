import { sendMeterEvent } from '../../../stripe/send-meter-event.ts';
import type { ServiceContext } from '../../context.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';
import { isRepair } from './repair-identifier.ts';
import { COUNTING_LAG_MS, settleByMeter } from './settle-by-meter.ts';
import type { Settlement } from './settle-outbox.ts';

const HOUR_MS = 3_600_000;
/** Stripe knows an identifier for 24 hours; an hour less allows for its clock and ours. */
const IDENTIFIER_LIFETIME_MS = 23 * HOUR_MS;

/**
 * Sends the claimed rows of one customer, meter and hour at the instant `now`, after finding out together what became
 * of earlier sends that had no answer and that no identifier protects any more.
 */
export async function sendHour(
  ctx: ServiceContext,
  { rows, now }: { rows: readonly ClaimedOutboxRow[]; now: Date },
): Promise<Settlement[]> {
  const doubtful = rows.filter((row) => isDoubtful(row, now));
  const sure = rows.filter((row) => !doubtful.includes(row));
  const settlements: Settlement[] = [];
  const unsent: ClaimedOutboxRow[] = [];
  if (doubtful.length > 0) {
    const until = countedAt({ doubtful, sure, now });
    if (now < until) {
      settlements.push(...doubtful.map((row): Settlement => ({ row, outcome: 'waiting', until })));
    } else {
      const resolved = await settleByMeter(ctx, doubtful);
      settlements.push(...resolved.settlements);
      unsent.push(...resolved.unsent);
    }
  }
  for (const row of [...unsent, ...sure]) {
    const isAnew = unsent.includes(row);
    settlements.push(now < row.send_before ? await sendEvent(ctx, row, { isAnew }) : tooLate(row));
  }
  return settlements;
}

/** Late usage is billed otherwise; what a repair was to put back is in our books already, so it must not be billed again. */
function tooLate(row: ClaimedOutboxRow): Settlement {
  if (!isRepair(row.identifier)) return { row, outcome: 'held' };
  const message = 'Its period closed before the repair was sent: the invoice bills less than was used.';
  return { row, outcome: 'lapsed', message };
}

/** Sent before, and a repeat would no longer be known as one, or comes too late. */
function isDoubtful({ previously_sent_at: sentAt, send_before: deadline }: ClaimedOutboxRow, now: Date) {
  if (sentAt === null) return false;
  return now >= deadline || now.getTime() - sentAt.getTime() > IDENTIFIER_LIFETIME_MS;
}

/** Stripe counts after it has answered: from when on the meter tells the whole truth about this hour. */
function countedAt(hour: {
  doubtful: readonly ClaimedOutboxRow[];
  sure: readonly ClaimedOutboxRow[];
  now: Date;
}): Date {
  const lastSends = hour.doubtful.flatMap((row) => [
    row.last_sent_at?.getTime() ?? 0,
    row.last_accepted_at?.getTime() ?? 0,
  ]);
  const goesAgain = hour.sure.some((row) => row.previously_sent_at !== null);
  return new Date(Math.max(...lastSends, goesAgain ? hour.now.getTime() : 0) + COUNTING_LAG_MS);
}

/**
 * `isAnew`: the meter does not count it, and yet Stripe may know its identifier, counted in place of another send with
 * the same units, now or when the meter was asked before, and would take the repeat for a duplicate. So each such send
 * has a name of its own. No name protects it then, but nothing sends it again before the meter has been asked again.
 */
async function sendEvent(
  ctx: ServiceContext,
  row: ClaimedOutboxRow,
  { isAnew }: { isAnew: boolean },
): Promise<Settlement> {
  const outcome = await sendMeterEvent(ctx.stripe, {
    identifier: row.identifier,
    ...(isAnew && { identifierAnew: `${row.identifier}:anew:${row.attempts}` }),
    attempt: row.attempts,
    metric: row.metric,
    stripeCustomerId: row.stripe_customer_id,
    quantity: row.quantity_delta,
    hour: row.hour,
  });
  switch (outcome.kind) {
    case 'accepted':
      return { row, outcome: 'accepted' };
    case 'rejected':
      return { row, outcome: 'rejected', message: outcome.message };
    case 'unclear':
      return { row, outcome: 'retry', message: outcome.message, limited: null };
    case 'limited':
      return { row, outcome: 'retry', message: outcome.message, limited: outcome.scope };
  }
}
