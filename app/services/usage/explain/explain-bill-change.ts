import { z } from 'zod';
import { BillingError } from '../../../domain/errors.ts';
import type { Metric } from '../../../domain/metric.ts';
import { money } from '../../../domain/money.ts';
import type { Period } from '../../../domain/period.ts';
import { type Bill, type BillChange, computeBillChange } from '../../../domain/usage/bill-change.ts';
import { type PriceRow, priceRow } from '../../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import {
  type BilledPeriod,
  billedPeriodRow,
  type PeriodInvoice,
  periodAt,
} from '../history/billed-period.ts';
import { changedUsageOn } from '../history/changed-usage.ts';
import { selectBilledPeriods } from '../history/select-billed-periods.ts';
import { type SoldPrice, selectSoldPrices, soldPriceOn, toSoldPrices } from '../history/sold-prices.ts';
import { type Pending, pendingRow, selectPending } from '../next-invoice/select-pending.ts';
import { MAX_HISTORY_PERIODS } from '../periods/recent-periods-sql.ts';
import { selectPrices } from '../periods/running-subscription.ts';
import { FREE, perMetric, type RunningOneOffs, toRunningBill } from './running-bill.ts';

export interface ExplainedBillChange extends BillChange {
  period: Period;
  previousPeriod: Period;
  /** The bill is not issued yet: usage so far, before discounts and tax, and all of `oneOffs`. */
  isRunning: boolean;
  /** What the running bill has beside fee and usage; null for an issued one. */
  oneOffs: RunningOneOffs | null;
  invoice: Pick<PeriodInvoice, 'id' | 'number'> | null;
  previousInvoice: Pick<PeriodInvoice, 'id' | 'number'>;
}

/**
 * Why a period's bill differs from the one before: volume, price, plan, one-offs, discounts, currency and tax, which add
 * up exactly.
 * The running period is compared as it stands; the latest is, when none is asked for, also after the plan's end. One trip.
 * Throws `no_subscription` when there never was one, and `not_found` for a period without a bill, or without one before it.
 */
export async function explainBillChange(
  ctx: ServiceContext,
  { customerId, at }: { customerId: string; at?: Date },
): Promise<ExplainedBillChange> {
  const input = { customerId, now: ctx.now };
  const [periods, sold, current, pending] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectBilledPeriods({ ...input, months: MAX_HISTORY_PERIODS + 1 })),
    db.execute(selectSoldPrices(customerId)),
    db.execute(selectPrices(input)),
    db.execute(selectPending(input)),
  ]);
  if (periods.rows.length === 0) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  const change = toBillChange({
    at,
    periods: z.array(billedPeriodRow).parse(periods.rows),
    sold: toSoldPrices(sold.rows),
    current: z.array(priceRow).parse(current.rows),
    pending: pending.rows.map((row) => pendingRow.parse(row))[0] ?? null,
  });
  if (change === null) throw new BillingError('not_found', 'There are no two bills to compare.');
  return change;
}

export interface BillsToCompare {
  at: Date | undefined;
  /** The latest first, and one more than are shown: each needs the one before it. */
  periods: readonly BilledPeriod[];
  sold: ReadonlyMap<string, SoldPrice>;
  /** What the running plan sells. */
  current: readonly PriceRow[];
  /** Of the running plan's next invoice; null while nothing runs. */
  pending: Pending | null;
}

/** The change to the bill of the period that contains `at`, else to the latest one; null when there are no two bills. */
export function toBillChange(input: BillsToCompare): ExplainedBillChange | null {
  const { at, periods, sold, current, pending } = input;
  const asked = periodAt(periods, at);
  if (asked === undefined) return null;
  const previous = periods[periods.indexOf(asked) + 1];
  if (previous?.invoice == null || (asked.invoice === null && !asked.isRunning)) {
    return null;
  }
  const running = asked.invoice === null ? toRunningBill(asked, { prices: current, pending }) : null;
  const after = asked.invoice === null ? running?.bill : issuedBill(asked.invoice, asked, sold);
  if (after === undefined) return null;
  return {
    ...computeBillChange({ before: issuedBill(previous.invoice, previous, sold), after }),
    period: asked.period,
    previousPeriod: previous.period,
    isRunning: running !== null,
    oneOffs: running?.oneOffs ?? null,
    invoice: asked.invoice && { id: asked.invoice.id, number: asked.invoice.number },
    previousInvoice: { id: previous.invoice.id, number: previous.invoice.number },
  };
}

/** Units that the invoice does not tell are our own. */
function issuedBill(
  invoice: PeriodInvoice,
  { quantities, plan }: Pick<BilledPeriod, 'quantities' | 'plan'>,
  prices: ReadonlyMap<string, SoldPrice>,
): Bill {
  const { currency } = invoice.total;
  const whole = invoice.lines.filter(({ proration }) => !proration);
  const soldAs = (component: 'base' | Metric) => soldPriceOn(invoice, component, prices);
  const fees = whole.filter(({ component }) => component === 'base');
  const baseMinor = fees.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    currency,
    planId: fees.length === 0 ? null : (soldAs('base')?.planId ?? plan.id),
    baseFee: money(baseMinor, currency),
    metered: perMetric((metric) => {
      const sold = soldAs(metric);
      const price = sold === undefined || sold.row.component === 'base' ? FREE : sold.row.price;
      return {
        planId: sold?.planId ?? plan.id,
        price,
        quantity: invoice.billedQuantities[metric] ?? quantities[metric],
        changed: changedUsageOn({ lines: invoice.lines, currency }, metric, prices)?.total,
      };
    }),
    subtotal: money(invoice.subtotalMinor, currency),
    after: {
      discount: money(invoice.subtotalMinor + invoice.addedTaxMinor - invoice.total.amountMinor, currency),
      tax: money(invoice.addedTaxMinor, currency),
    },
  };
}
