import { isMissingThere, type ObjectKind } from './classify-object.ts';
import type { FieldDifference } from './compare-facts.ts';
import { planExcess } from './plan-excess.ts';
import { type BilledPeriod, planLateUsage } from './plan-late-usage.ts';
import { spread } from './spread.ts';
import type { WhyEqual } from './why-equal.ts';

/** Units to add to the meter for one hour. */
export interface HourToSend {
  /** ISO. */
  hour: string;
  quantity: bigint;
  /** Repairs of the hour that were known when this one was planned. */
  earlierRepairs: number;
}

/** Units of one hour that an issued invoice did not bill. */
export interface LateHour {
  /** ISO. */
  hour: string;
  /** Accepted by Stripe, and not on its meter. */
  lost: bigint;
  /** Refused by Stripe: all that it refused of the hour. */
  refused: bigint;
  /** The outbox rows of those, by identifier. */
  refusedRows: readonly string[];
  /** Losses of the hour that were known when this one was planned. */
  earlierLosses: number;
}

export type RepairAction =
  | { type: 'send_usage_difference'; hours: readonly HourToSend[] }
  /** On the next invoice, by the rule for late usage. */
  | { type: 'bill_late_usage'; hours: readonly LateHour[] }
  | { type: 'resync_customer' | 'resync_subscription' | 'resync_invoice'; stripeId: string }
  /** By its charge. */
  | { type: 'resync_payment'; stripeId: string }
  /** For a person to decide; nothing is credited by itself. */
  | { type: 'propose_credit'; amountMinor: bigint; currency: string; units: bigint }
  | { type: 'alert'; reason: AlertReason }
  | { type: 'none'; reason: NothingReason };

export type NothingReason = WhyEqual | 'not_invoiced_yet';

export type AlertReason =
  | 'billed_in_full'
  | 'bill_by_hand'
  | 'stripe_higher'
  | 'not_in_stripe'
  | 'ours_in_stripe_differs'
  | 'not_of_our_catalog';

export interface HourBooks {
  /** ISO. */
  hour: string;
  /** What belongs on the meter, without what the outbox will still send. */
  expected: bigint;
  stripe: bigint;
  /** Units that Stripe refused for good. */
  refused: bigint;
  /** The outbox rows of those, by identifier. */
  refusedRows: readonly string[];
  /** Repairs of the hour so far, whatever became of them. */
  repairs: number;
  /** How often units of the hour were booked as lost. */
  earlierLosses: number;
}

export interface UsageToRepair {
  /** Whether units are left that the meter lacks and no repair may send. */
  whyEqual: WhyEqual;
  /** Of the whole period: ours less Stripe's, what is on its way not counted as missing. */
  difference: bigint;
  /** What Stripe's meter counts of the whole period. */
  stripe: bigint;
  /** Those that differ. */
  hours: readonly HourBooks[];
  isOpen: boolean;
  /** What the period's invoice billed; null until it is issued. */
  billed: BilledPeriod | null;
  amountEffectMinor: bigint;
  currency: string;
}

/**
 * Stripe lower: the difference goes to the meter, for the hours that lack it, while their period is open; once it is
 * closed, it is late usage. Stripe higher: `planExcess`.
 */
export function planUsage(usage: UsageToRepair): RepairAction {
  const { difference } = usage;
  if (difference === 0n) return { type: 'none', reason: usage.whyEqual };
  if (difference > 0n) {
    const { hours, stripe, billed } = usage;
    if (!usage.isOpen) return planLateUsage({ internal: stripe + difference, stripe, hours, billed });
    return { type: 'send_usage_difference', hours: spread(hours, difference).map(toHourToSend) };
  }
  return planExcess({ ...usage, internal: usage.stripe + difference });
}

function toHourToSend({ books, quantity }: { books: HourBooks; quantity: bigint }): HourToSend {
  return { hour: books.hour, quantity, earlierRepairs: books.repairs };
}

export interface ObjectToRepair {
  kind: ObjectKind;
  stripeId: string;
  /** Of a refund, its charge. */
  chargeId: string | null;
  fields: readonly FieldDifference[];
  /** Whether ours of it is a draft, which Stripe may delete. */
  isDraft: boolean;
}

/** Stripe is the book of invoices and payments, so ours follows; what the console says is not overwritten by Stripe. */
export function planObject(object: ObjectToRepair): RepairAction {
  const { kind, stripeId, fields } = object;
  const names = fields.map(({ field }) => field);
  if (fields.length === 0) return { type: 'none', reason: 'gone' };
  if (isMissingThere(fields) && kind !== 'customer' && !object.isDraft) {
    return { type: 'alert', reason: 'not_in_stripe' };
  }
  switch (kind) {
    case 'customer':
      if (names.includes('email') || names.includes('currency')) {
        return { type: 'alert', reason: 'ours_in_stripe_differs' };
      }
      return { type: 'resync_customer', stripeId };
    case 'subscription':
      if (names.includes('catalog')) return { type: 'alert', reason: 'not_of_our_catalog' };
      return { type: 'resync_subscription', stripeId };
    case 'invoice':
      return { type: 'resync_invoice', stripeId };
    case 'payment':
      return { type: 'resync_payment', stripeId };
    case 'refund':
      return object.chargeId === null
        ? { type: 'alert', reason: 'not_in_stripe' }
        : { type: 'resync_payment', stripeId: object.chargeId };
  }
}
