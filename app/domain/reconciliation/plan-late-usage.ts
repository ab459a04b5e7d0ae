import type { AlertReason, HourBooks, LateHour, RepairAction } from './repair-action.ts';
import { spread } from './spread.ts';

/** What the issued invoice of a period billed of one meter. */
export interface BilledPeriod {
  /** Null where its lines do not tell units: packages, or several stretches. */
  quantity: bigint | null;
  /** What our outbox says that Stripe took of the period. */
  accepted: bigint;
}

export interface ClosedPeriodToRepair {
  /** Units that belong on the meter, and those that Stripe's meter counts. */
  internal: bigint;
  stripe: bigint;
  hours: readonly HourBooks[];
  /** Null until the invoice is issued. */
  billed: BilledPeriod | null;
}

/**
 * A meter that was lower than our books when its invoice was made: the rest is late usage of that period, for the next
 * invoice. Only where the invoice billed what the meter says, and what we sent explains the rest; one that billed what
 * we count is right as it is, and what fits neither is for a person. Before it is issued nothing is put before anybody: a
 * case would keep the same difference from being planned once it is.
 */
export function planLateUsage({ internal, stripe, hours, billed }: ClosedPeriodToRepair): RepairAction {
  if (billed === null) return { type: 'none', reason: 'not_invoiced_yet' };
  if (billed.quantity === internal) return alert('billed_in_full');
  if (billed.quantity !== stripe) return alert('bill_by_hand');
  const late = spread(hours, internal - stripe).map(toLateHour);
  const known = late.filter((hour) => hour !== null);
  const lost = known.reduce((sum, hour) => sum + hour.lost, 0n);
  if (known.length < late.length || billed.accepted - lost !== billed.quantity) return alert('bill_by_hand');
  return { type: 'bill_late_usage', hours: known };
}

/**
 * What Stripe refused becomes late as it stands; what it had accepted and lost is booked as lost, and as late. Null for
 * refused units that only a part of is missing, or that an earlier repair may have brought.
 */
function toLateHour({ books, quantity }: { books: HourBooks; quantity: bigint }): LateHour | null {
  const { hour, refused, refusedRows, repairs, earlierLosses } = books;
  if (refused < 0n || refused > quantity || (refused > 0n && repairs > 0)) return null;
  return { hour, lost: quantity - refused, refused, refusedRows, earlierLosses };
}

function alert(reason: AlertReason): RepairAction {
  return { type: 'alert', reason };
}
