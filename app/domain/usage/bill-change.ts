import { BillingError } from '../errors.ts';
import { METRICS, type Metric } from '../metric.ts';
import { type Currency, type Money, money, sumMoney } from '../money.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { rateUsage } from '../pricing/rate-usage.ts';

export interface MeteredPart {
  /** Whose price it is. */
  readonly planId: string;
  readonly price: MeteredPrice;
  readonly quantity: bigint;
  /** What was charged where that was in several stretches, for the plan was changed; `price` says nothing then. */
  readonly changed?: Money | undefined;
}

/** One bill, taken apart. All amounts are in `currency`. */
export interface Bill {
  readonly currency: Currency;
  /** Whose fee it is: billed in advance, that of the period after the usage; null where no plan goes on. */
  readonly planId: string | null;
  readonly baseFee: Money;
  readonly metered: Readonly<Record<Metric, MeteredPart>>;
  /** All that its lines come to, tax within them included. */
  readonly subtotal: Money;
  /** What comes off that and on top of it; null when it is not known yet, as of a bill that is still running. */
  readonly after: { readonly discount: Money; readonly tax: Money } | null;
}

export const CHANGE_CAUSES = ['volume', 'price', 'plan', 'one_off', 'discount', 'currency', 'tax'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

export interface ChangePart {
  readonly cause: ChangeCause;
  /** The metric whose volume or price it is; null for what is not of one metric. */
  readonly metric: Metric | null;
  readonly amount: Money;
}

export interface BillChange {
  readonly before: Money;
  readonly after: Money;
  /** Null between two currencies, whose amounts do not add. */
  readonly difference: Money | null;
  /** What does not come to nothing. The parts are the difference, exactly. */
  readonly parts: readonly ChangePart[];
}

/**
 * Why one bill differs from the one before it. Step by step, each with all before it done: `volume` is what the new
 * units would have cost under the old prices, less the old units; `price` (or `plan`, where the plan is another one) is
 * the new prices and fee on the new units, less the old ones on the same; `discount` and `tax` are the differences of what
 * comes off the lines and on top of them; `one_off` is all else that stands on either bill: late usage, prorations,
 * credits. What one of them bills in several stretches differs by the change of plan. Between two currencies nothing can
 * be subtracted, so the whole of it is `currency`. Discounts and tax are left out of both when one of them does not know
 * its own.
 */
export function computeBillChange({ before, after }: { before: Bill; after: Bill }): BillChange {
  const isWhole = before.after !== null && after.after !== null;
  const [from, to] = isWhole ? [totalOf(before), totalOf(after)] : [before.subtotal, after.subtotal];
  if (before.currency !== after.currency) {
    const parts = [{ cause: 'currency', metric: null, amount: to } as const];
    return { before: from, after: to, difference: null, parts };
  }
  const { currency } = after;
  const lines: ChangePart[] = [
    ...METRICS.flatMap((metric) => meteredParts(metric, before, after)),
    { cause: causeOfPrices(before, after), metric: null, amount: less(after.baseFee, before.baseFee) },
  ];
  const explained = sumMoney(
    currency,
    lines.map(({ amount }) => amount),
  );
  const rest = less(less(after.subtotal, before.subtotal), explained);
  const all: ChangePart[] = [
    ...lines,
    { cause: 'one_off', metric: null, amount: rest },
    ...partsAfter(before, after),
  ];
  const parts = all.filter(({ amount }) => amount.amountMinor !== 0n);
  return { before: from, after: to, difference: less(to, from), parts };
}

/** Of what comes off the lines and on top of them, where both bills know it. */
function partsAfter(before: Bill, after: Bill): ChangePart[] {
  const [old, now] = [before.after, after.after];
  if (old === null || now === null) return [];
  return [
    { cause: 'discount', metric: null, amount: less(old.discount, now.discount) },
    { cause: 'tax', metric: null, amount: less(now.tax, old.tax) },
  ];
}

/** As far as it is known. */
function totalOf({ subtotal, after }: Bill): Money {
  return after === null ? subtotal : sumMoney(subtotal.currency, [less(subtotal, after.discount), after.tax]);
}

function meteredParts(metric: Metric, before: Bill, after: Bill): ChangePart[] {
  const { currency } = after;
  const charge = (price: MeteredPrice, quantity: bigint) =>
    sumMoney(
      currency,
      rateUsage({ price, quantity, currency }).map(({ amount }) => amount),
    );
  const [old, now] = [before.metered[metric], after.metered[metric]];
  if (old.changed !== undefined || now.changed !== undefined) {
    const chargeOf = ({ price, quantity, changed }: MeteredPart) => changed ?? charge(price, quantity);
    return [{ cause: 'plan', metric, amount: less(chargeOf(now), chargeOf(old)) }];
  }
  const moved = charge(old.price, now.quantity);
  return [
    { cause: 'volume', metric, amount: less(moved, charge(old.price, old.quantity)) },
    { cause: causeOfPrices(old, now), metric, amount: less(charge(now.price, now.quantity), moved) },
  ];
}

type WithPlan = Pick<Bill, 'planId'>;

function causeOfPrices(before: WithPlan, after: WithPlan): ChangeCause {
  return before.planId === after.planId ? 'price' : 'plan';
}

function less(a: Money, b: Money): Money {
  if (a.currency !== b.currency)
    throw new BillingError('currency_mismatch', 'Two currencies do not subtract.');
  return money(a.amountMinor - b.amountMinor, a.currency);
}
