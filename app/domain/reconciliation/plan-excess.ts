import type { BilledPeriod } from './plan-late-usage.ts';
import type { AlertReason, HourBooks, RepairAction } from './repair-action.ts';
import { spread } from './spread.ts';

/** Units of one hour that an invoice billed and we do not count. */
export interface ExcessHour {
  /** ISO. */
  hour: string;
  units: bigint;
  /** Of these, what no send of ours brought to the meter: all of them, or none. */
  foreign: bigint;
}

export interface ExcessToPlan {
  /** Units that belong on the meter, and the more that Stripe's meter counts. */
  internal: bigint;
  stripe: bigint;
  hours: readonly HourBooks[];
  /** Null until the invoice is issued. */
  billed: BilledPeriod | null;
  /** Ours less Stripe's: below zero where the customer pays for it. */
  amountEffectMinor: bigint;
  currency: string;
}

/**
 * Stripe higher is never corrected by itself. It is told; where the customer pays for it, a credit is proposed. Once the
 * invoice is issued only what it billed counts: one that billed what we count is right, whatever became of its meter
 * since, and one that billed neither is for a person.
 */
export function planExcess(excess: ExcessToPlan): RepairAction {
  const { internal, stripe, billed, amountEffectMinor, currency } = excess;
  if (billed?.quantity === internal) return alert('billed_in_full');
  if (billed !== null && excessHours(excess) === null) return alert('bill_by_hand');
  if (amountEffectMinor >= 0n) return alert('stripe_higher');
  return { type: 'propose_credit', amountMinor: -amountEffectMinor, currency, units: stripe - internal };
}

/**
 * The hours that an issued invoice billed too much of. Null where it did not bill what the meter says, or where neither
 * our books alone nor events of somebody else's explain the difference.
 */
export function excessHours({
  internal,
  stripe,
  hours,
  billed,
}: Pick<ExcessToPlan, 'internal' | 'stripe' | 'hours' | 'billed'>): readonly ExcessHour[] | null {
  if (billed === null || billed.quantity !== stripe) return null;
  const excess = stripe - internal;
  const unsent = stripe - billed.accepted;
  if (unsent !== 0n && unsent !== excess) return null;
  const turned = hours.map((books) => ({ ...books, expected: books.stripe, stripe: books.expected }));
  return spread(turned, excess).map(({ books, quantity }) => ({
    hour: books.hour,
    units: quantity,
    foreign: unsent === 0n ? 0n : quantity,
  }));
}

function alert(reason: AlertReason): RepairAction {
  return { type: 'alert', reason };
}
