import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { computeExpectedDue } from '../../domain/expected-due.ts';
import { type Money, money, sumMoney } from '../../domain/money.ts';
import type { CurrentUsage } from './current-usage.ts';
import { customerSubscriptionSql } from './customer-subscription-sql.ts';
import type { InvoicePreview } from './invoice-preview.ts';
import type { Quantities } from './rate-period.ts';
import { SETTLEMENT_STATE } from './settled-later/select-settled-later.ts';
import type { UsageKey } from './usage-queries.ts';

/** What the next invoice comes to as things stand, before tax, discounts and credits. */
export interface NextInvoice {
  at: Date;
  /** Of the running period, and the units it has so far. */
  periodStart: Date;
  quantities: Quantities;
  /** Of the period so far. */
  usage: Money;
  /** What is missing to the minimum commitment as it stands; null without one. */
  trueUp: Money | null;
  /** Late usage and true-ups of earlier periods that wait for it. */
  late: Money;
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

const awaitedRow = z.object({ late_minor: z.string().transform(BigInt) });

/** Items of earlier periods that the running subscription's next invoice is to carry; one on a draft is on that one. */
export function selectAwaitedItems(input: UsageKey): SQL {
  return sql`
    select coalesce(sum(a.amount_minor), 0)::text as late_minor
    from ${customerSubscriptionSql(input)} as s
    join period_adjustments a on a.billed_subscription_id = s.id and a.customer_id = s.customer_id
      and a.currency = s.currency
    where a.amount_minor > 0 and ${SETTLEMENT_STATE} = 'awaits_invoice' and not exists (
      select from invoice_line_items line where line.stripe_invoice_item_id = a.stripe_object_id
    )`;
}

/** Of the running period's usage, the row of `selectAwaitedItems` and Stripe's preview: what page and API tell. */
export function toNextInvoice(
  usage: CurrentUsage,
  { awaited, preview }: { awaited: unknown; preview: InvoicePreview | null },
): NextInvoice {
  const { currency, baseFee, totalOverageCost, minimum, subscription, period, metrics } = usage;
  const late = money(awaited === undefined ? 0n : awaitedRow.parse(awaited).late_minor, currency);
  const parts = {
    usage: totalOverageCost,
    trueUp: minimum?.trueUp ?? null,
    late,
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
    total,
    preview,
    expected: toExpectedDue({ total, periodStart: period.start, preview }),
  };
}

/** A preview of an earlier period says nothing about the invoice that comes next. */
export function toExpectedDue({
  total,
  periodStart,
  preview,
}: Pick<NextInvoice, 'total' | 'periodStart' | 'preview'>): ExpectedDue | null {
  if (preview?.periodStart.getTime() !== periodStart.getTime()) return null;
  const { currency } = preview;
  const { balanceMinor, dueMinor } = computeExpectedDue(total.amountMinor, preview);
  return {
    discounts: money(preview.discountMinor, currency),
    tax: money(preview.taxMinor, currency),
    balance: money(balanceMinor, currency),
    due: money(dueMinor, currency),
  };
}
