import { type SQL, sql } from 'drizzle-orm';
import { computeExpectedDue } from '../../../domain/expected-due.ts';
import { type Money, money, sumMoney } from '../../../domain/money.ts';
import type { CurrentUsage } from '../current/current-usage.ts';
import type { Quantities } from '../current/rate-period.ts';
import type { UsageBefore } from '../periods/usage-before.ts';
import type { InvoicePreview } from './invoice-preview.ts';

/** What the next invoice comes to as things stand, before tax, discounts and credits. */
export interface NextInvoice {
  at: Date;
  /** Of the running period, and the units it has so far. */
  periodStart: Date;
  quantities: Quantities;
  /** Of the period so far. */
  usage: Money;
  /** What is missing to the minimum commitment as it stands; null without one, and where a person says it. */
  trueUp: Money | null;
  /** Late usage and true-ups of earlier periods that wait for it. */
  late: Money;
  /** Prorations of a change of plan and other pending items, as Stripe last said; null while it was not asked about this period. */
  otherItems: Money | null;
  /** The plan was changed within the period: `usage` has what came before that at the prices of then. */
  hasUsageBefore: boolean;
  /** Of the period that follows; null when the subscription ends. */
  baseFee: Money | null;
  total: Money;
  /** With all that comes on top or off, as Stripe last said it; null before it was first asked. */
  preview: InvoicePreview | null;
  /** The same put to `total`; null while Stripe was not asked about this period. */
  expected: ExpectedDue | null;
}

/** `total − discounts + tax + balance = due`; a balance below zero is credit. */
export interface ExpectedDue {
  discounts: Money;
  tax: Money;
  balance: Money;
  due: Money;
}

/**
 * What items of earlier periods come to that a subscription's next invoice is to carry, as text; one on a draft is on that
 * one. What has no line and is for nobody to decide is awaited, as `SETTLEMENT_STATE` has it: that much alone is planned
 * with every read.
 */
export function awaitedMinorSql({
  id,
  customerId,
  currency,
}: {
  id: SQL;
  customerId: SQL;
  currency: SQL;
}): SQL {
  return sql`(
    select coalesce(sum(a.amount_minor), 0)::text
    from period_adjustments a
    where a.billed_subscription_id = ${id} and a.customer_id = ${customerId} and a.currency = ${currency}
      and a.amount_minor > 0 and a.status not in ('unbillable', 'failed') and not exists (
        select from invoice_line_items line where line.stripe_invoice_item_id = a.stripe_object_id
      )
  )`;
}

/** Of the running period's usage, with `awaitedMinor` of earlier ones and Stripe's preview: what page and API tell. */
export function toNextInvoice(
  usage: CurrentUsage,
  { awaitedMinor, preview }: { awaitedMinor: bigint; preview: InvoicePreview | null },
): NextInvoice {
  const { currency, baseFee, totalOverageCost, minimum, subscription, period, metrics } = usage;
  const late = money(awaitedMinor, currency);
  const parts = {
    usage: totalOverageCost,
    trueUp: minimum?.trueUp ?? null,
    late,
    otherItems: otherItemsOf(preview, period.start),
    baseFee: subscription.isEnding ? null : baseFee,
  };
  const present = Object.values(parts).filter((amount) => amount !== null);
  const total = sumMoney(currency, present);
  return {
    at: period.end,
    periodStart: period.start,
    quantities: {
      impressions: metrics.impressions.quantity,
      api_calls: metrics.api_calls.quantity,
      data_transfer_bytes: metrics.data_transfer_bytes.quantity,
    },
    ...parts,
    hasUsageBefore: usageBeforeOf(preview, period.start) !== null,
    total,
    preview,
    expected: toExpectedDue({ total, periodStart: period.start, preview }),
  };
}

/** Null where Stripe was not asked about this period. */
export function otherItemsOf(preview: InvoicePreview | null, periodStart: Date): Money | null {
  if (!isOfPeriod(preview, periodStart)) return null;
  return money(preview.otherItemsMinor, preview.currency);
}

/** What a change of plan left behind in this period, as Stripe last said. */
export function usageBeforeOf(preview: InvoicePreview | null, periodStart: Date): UsageBefore | null {
  return isOfPeriod(preview, periodStart) ? preview.usageBefore : null;
}

export function toExpectedDue({
  total,
  periodStart,
  preview,
}: Pick<NextInvoice, 'total' | 'periodStart' | 'preview'>): ExpectedDue | null {
  if (!isOfPeriod(preview, periodStart)) return null;
  const { currency } = preview;
  const { balanceMinor, dueMinor } = computeExpectedDue(total.amountMinor, preview);
  return {
    discounts: money(preview.discountMinor, currency),
    tax: money(preview.taxMinor, currency),
    balance: money(balanceMinor, currency),
    due: money(dueMinor, currency),
  };
}

/** A preview of an earlier period says nothing about the invoice that comes next. */
function isOfPeriod(preview: InvoicePreview | null, periodStart: Date): preview is InvoicePreview {
  return preview?.periodStart.getTime() === periodStart.getTime();
}
