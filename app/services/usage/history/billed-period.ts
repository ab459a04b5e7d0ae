import { z } from 'zod';
import type { Metric } from '../../../domain/metric.ts';
import { CURRENCIES, type Currency, type Money, money } from '../../../domain/money.ts';
import { isWithin, type Period } from '../../../domain/period.ts';
import { INVOICE_STATUSES, type InvoiceStatus } from '../../invoices/invoice.ts';
import { type UsageBefore, usageBeforeRow } from '../periods/usage-before.ts';
import { type BilledLine, billedLineRow } from './billed-line.ts';

/** The invoice that billed a period's usage, as it was issued. */
export interface PeriodInvoice {
  id: string;
  number: string | null;
  status: InvoiceStatus;
  /** What its lines come to, before discounts and the tax on top of them. */
  subtotalMinor: bigint;
  /** On top of the lines. */
  addedTaxMinor: bigint;
  /** All of it, that within the lines too. */
  taxMinor: bigint;
  total: Money;
  createdAt: Date;
  lines: readonly BilledLine[];
  /** Units that it billed, a metric each; null where it bills packages and does not say how much was in them. */
  billedQuantities: Readonly<Record<Metric, bigint | null>>;
}

export interface BilledPeriod {
  subscriptionId: string;
  period: Period;
  /** The month by the anchor, of which the period is all or a part. */
  whole: Period;
  isRunning: boolean;
  /** What it ran on, and in which currency; `endedAt` once that has ended. */
  plan: { id: string; name: string };
  currency: Currency;
  endedAt: Date | null;
  /** Billable units as the records stand now, late ones included. */
  quantities: Readonly<Record<Metric, bigint>>;
  /** Null while none is issued. */
  invoice: PeriodInvoice | null;
  /** What becomes the invoice of a closed period, where it is not issued yet. */
  draft: PeriodDraft | null;
  /** Of the running period, what a change of plan left behind; null without one. */
  usageBefore: UsageBefore | null;
}

/** `coming`: Stripe issues it by itself. `held`: it stays a draft until a person has decided. */
export interface PeriodDraft {
  state: 'coming' | 'held';
  lines: readonly BilledLine[];
}

export interface BilledLines {
  lines: readonly BilledLine[];
  currency: Currency;
}

/** What bills the period: the lines of its invoice, else those of the draft that becomes it; null while there is neither. */
export function billedLinesOf({
  invoice,
  draft,
  currency,
}: Pick<BilledPeriod, 'invoice' | 'draft' | 'currency'>): BilledLines | null {
  if (invoice !== null) return { lines: invoice.lines, currency: invoice.total.currency };
  return draft && { lines: draft.lines, currency };
}

const units = z.string().transform(BigInt);
const perMetric = z.object({ impressions: units, api_calls: units, data_transfer_bytes: units });

const billedPerMetric = z.object({
  impressions: units.nullable(),
  api_calls: units.nullable(),
  data_transfer_bytes: units.nullable(),
});

const invoiceRow = z
  .object({
    id: z.guid(),
    number: z.string().nullable(),
    status: z.enum(INVOICE_STATUSES),
    currency: z.enum(CURRENCIES),
    amount_minor: units,
    subtotal_minor: units,
    added_tax_minor: units,
    tax_minor: units,
    created_at: z.coerce.date(),
    lines: z.array(billedLineRow),
    billed: billedPerMetric,
  })
  .transform(
    (row): PeriodInvoice => ({
      id: row.id,
      number: row.number,
      status: row.status,
      subtotalMinor: row.subtotal_minor,
      addedTaxMinor: row.added_tax_minor,
      taxMinor: row.tax_minor,
      total: money(row.amount_minor, row.currency),
      createdAt: row.created_at,
      lines: row.lines,
      billedQuantities: row.billed,
    }),
  );

/** What `selectBilledPeriods` selects. */
export const billedPeriodRow = z
  .object({
    subscription_id: z.guid(),
    is_running: z.boolean(),
    plan_id: z.string(),
    plan_name: z.string(),
    currency: z.enum(CURRENCIES),
    ended_at: z.coerce.date().nullable(),
    period_start: z.coerce.date(),
    period_end: z.coerce.date(),
    whole_start: z.coerce.date(),
    whole_end: z.coerce.date(),
    quantities: perMetric,
    invoice: invoiceRow.nullable(),
    draft: z.object({ state: z.enum(['coming', 'held']), lines: z.array(billedLineRow) }).nullable(),
    usage_before: usageBeforeRow,
  })
  .transform(
    (row): BilledPeriod => ({
      subscriptionId: row.subscription_id,
      period: { start: row.period_start, end: row.period_end },
      whole: { start: row.whole_start, end: row.whole_end },
      isRunning: row.is_running,
      plan: { id: row.plan_id, name: row.plan_name },
      currency: row.currency,
      endedAt: row.ended_at,
      quantities: row.quantities,
      invoice: row.invoice,
      draft: row.draft,
      usageBefore: row.usage_before,
    }),
  );

/** Of periods, the latest first, the one that contains `at`, as `recentPeriodSql` has it; the latest when it is left out. */
export function periodAt(periods: readonly BilledPeriod[], at: Date | undefined): BilledPeriod | undefined {
  if (at === undefined) return periods[0];
  return periods
    .filter(({ period }) => isWithin(period, at))
    .reduce<BilledPeriod | undefined>(
      (found, one) => (found === undefined || one.period.start > found.period.start ? one : found),
      undefined,
    );
}

/** What the invoice charged for usage, its lines already rounded; lines of our own are not in it. */
export function usageChargeOf({ lines, total }: PeriodInvoice): Money<Currency> {
  const metered = lines.filter(
    ({ component, proration }) => component !== null && component !== 'base' && !proration,
  );
  return money(
    metered.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    total.currency,
  );
}
