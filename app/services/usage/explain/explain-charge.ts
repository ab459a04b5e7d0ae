import { z } from 'zod';
import { formatDecimal } from '../../../domain/decimal.ts';
import { BillingError } from '../../../domain/errors.ts';
import type { Metric } from '../../../domain/metric.ts';
import { type Currency, type Money, money, sumMoney } from '../../../domain/money.ts';
import { type Period, utcDay, utcDaysOf } from '../../../domain/period.ts';
import { exactAmountOf } from '../../../domain/pricing/exact-amount.ts';
import { rateUsage } from '../../../domain/pricing/rate-usage.ts';
import type { TierCharge } from '../../../domain/pricing/tier.ts';
import { computeUnitBuckets } from '../../../domain/usage/unit-buckets.ts';
import { priceOf, priceRow } from '../../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import {
  type BilledPeriod,
  billedLinesOf,
  billedPeriodRow,
  type PeriodInvoice,
  periodAt,
} from '../history/billed-period.ts';
import { type ChangedUsage, changedUsageOn, changedUsageSoFar } from '../history/changed-usage.ts';
import { selectBilledPeriods } from '../history/select-billed-periods.ts';
import { selectSoldPrices, toSoldPrices } from '../history/sold-prices.ts';
import { MAX_HISTORY_PERIODS } from '../periods/recent-periods-sql.ts';
import { settledLaterRow } from '../settled-later/settled-later.ts';
import type { ChargeExplanation, ExplainedHour, ExplainedLine } from './charge-explanation.ts';
import {
  selectExplainedDays,
  selectExplainedHours,
  selectExplainedPrice,
  selectLateUsage,
  selectSeal,
  type WantedDay,
} from './explain-queries.ts';
import { dayRow, hourRow } from './explain-rows.ts';
import { toSeal } from './to-seal.ts';

export interface ExplainInput {
  customerId: string;
  metric: Metric;
  /** The period that contains this instant, of the last twelve; the latest when left out. */
  at?: Date;
  /** An ISO date (UTC) whose rows are wanted, or `busiest`. */
  day?: string;
}

/**
 * Opens one metric's charge of one period: its rows by day and hour, the walk through the tiers, each line before and
 * after its one rounding (half up), the seal over the rows, and what came late. Quantities are units (bytes for
 * transfer). Also after the plan's end. One trip to the database. Throws `no_subscription` when there never was one,
 * `not_found` for a period that is not one of the last twelve, and `invalid_request` for a day that is not one of its days.
 */
export async function explainCharge(ctx: ServiceContext, input: ExplainInput): Promise<ChargeExplanation> {
  const { customerId, metric, at, day = null } = input;
  const key = { customerId, metric, at, now: ctx.now };
  const [periods, prices, days, hours, seal, late, sold] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectBilledPeriods({ customerId, now: ctx.now, months: MAX_HISTORY_PERIODS })),
    db.execute(selectExplainedPrice(key)),
    db.execute(selectExplainedDays(key)),
    db.execute(selectExplainedHours(key, day)),
    db.execute(selectSeal(key)),
    db.execute(selectLateUsage(key)),
    db.execute(selectSoldPrices(customerId)),
  ]);
  if (periods.rows.length === 0) throw new BillingError('no_subscription', 'There is no subscription.');
  const billed = periodAt(z.array(billedPeriodRow).parse(periods.rows), at);
  const price = priceOf(z.array(priceRow).parse(prices.rows), metric);
  if (billed === undefined || price === undefined) {
    throw new BillingError('not_found', 'There is nothing to explain for this period.');
  }
  requireDayWithin(billed.period, day);
  const settled = z.array(settledLaterRow).parse(late.rows);
  const { period, invoice, isRunning } = billed;
  const currency = invoice?.total.currency ?? billed.currency;
  const chargedQuantity = chargedOf(billed, metric);
  const charges = rateUsage({ price, quantity: chargedQuantity ?? billed.quantities[metric], currency });
  const changed = isRunning
    ? changedUsageSoFar(metric, {
        ...{ before: billed.usageBefore, quantity: billed.quantities[metric], price },
        ...{ plan: billed.plan, currency, periodEnd: period.end },
      })
    : changedUsageOn(billedLinesOf(billed), metric, toSoldPrices(sold.rows));
  const invoiced = invoice === null ? null : invoicedLines(invoice, metric);
  const byDay = new Map(
    z
      .array(dayRow)
      .parse(days.rows)
      .map((row) => [row.day, row.quantity]),
  );
  const end = isRunning ? new Date(Math.min(ctx.now.getTime() + 1, period.end.getTime())) : period.end;
  return {
    metric,
    period,
    isRunning,
    invoice: invoice && { id: invoice.id, number: invoice.number, status: invoice.status },
    chargedQuantity,
    changed: changed && { planNames: changed.planNames, includedUnits: changed.includedUnits },
    lines: changed === null ? ratedLines(charges, invoiced) : billedLines(changed, invoice !== null),
    total:
      changed?.total ??
      total(
        charges.map(({ amount }) => amount),
        currency,
      ),
    invoicedTotal: invoiced && total(invoiced, currency),
    days: utcDaysOf({ start: period.start, end }).map((of) => ({ day: of, quantity: byDay.get(of) ?? 0n })),
    ...openDay(day, z.array(hourRow).parse(hours.rows)),
    seal: toSeal(seal.rows),
    late: settled,
    buckets:
      invoice === null || chargedQuantity === null
        ? null
        : computeUnitBuckets({
            usedUnits: billed.quantities[metric],
            invoicedUnits: chargedQuantity,
            later: settled,
          }),
  };
}

function ratedLines(charges: readonly TierCharge[], invoiced: readonly Money[] | null): ExplainedLine[] {
  return charges.map((charge, index) => ({
    ...charge,
    exactAmountDecimal: formatDecimal(exactAmountOf(charge)),
    invoiced: invoiced?.length === charges.length ? (invoiced[index] ?? null) : null,
  }));
}

function billedLines({ lines }: ChangedUsage, isInvoiced: boolean): ExplainedLine[] {
  return lines.map((line) => ({
    ...line,
    exactAmountDecimal: formatDecimal(exactAmountOf(line)),
    invoiced: isInvoiced ? line.amount : null,
  }));
}

function requireDayWithin(period: Period, day: WantedDay): void {
  if (day === null || day === 'busiest' || utcDaysOf(period).includes(day)) return;
  const last = utcDay(new Date(period.end.getTime() - 1));
  const message = `must be a day of the period: ${utcDay(period.start)} to ${last}`;
  throw new BillingError('invalid_request', 'That day is not in the period.', {
    fields: [{ path: 'day', message }],
  });
}

function openDay(
  wanted: WantedDay,
  hours: readonly ExplainedHour[],
): Pick<ChargeExplanation, 'day' | 'hours'> {
  if (wanted !== 'busiest') return { day: wanted, hours: wanted === null ? null : hours };
  const [first] = hours;
  return first === undefined ? { day: null, hours: null } : { day: utcDay(first.hour), hours };
}

function chargedOf({ invoice, quantities }: BilledPeriod, metric: Metric): bigint | null {
  return invoice === null ? quantities[metric] : invoice.billedQuantities[metric];
}

function invoicedLines({ lines, total: { currency } }: PeriodInvoice, metric: Metric): Money[] {
  return lines
    .filter(({ component, proration }) => component === metric && !proration)
    .map(({ amountMinor }) => money(amountMinor, currency));
}

function total(amounts: readonly Money[], currency: Currency): Money {
  return sumMoney(currency, amounts);
}
