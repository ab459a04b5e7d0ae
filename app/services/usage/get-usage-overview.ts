import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { addMoney, type Money, money } from '../../domain/money.ts';
import { computeUnitBuckets, type UnitBucket } from '../../domain/usage/unit-buckets.ts';
import { type Budget, rowToBudget } from '../budgets/budget.ts';
import { selectBudgets } from '../budgets/list-budgets.ts';
import { type PriceRow, priceRow } from '../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type FailedPayment, selectFailedPayments, toFailedPayments } from '../dunning/failed-payment.ts';
import { selectUsageAlerts, toUsageAlerts, type UsageAlert } from './alerts/list-usage-alerts.ts';
import { changedOfRunning } from './current/changed-of-running.ts';
import type { CurrentUsage } from './current/current-usage.ts';
import { ratePeriod } from './current/rate-period.ts';
import { periodUsageRow } from './current/read-usage-rows.ts';
import { selectPeriodUsage } from './current/select-period-usage.ts';
import { type ChangedOf, toCurrentUsage } from './current/to-current-usage.ts';
import { type ExplainedBillChange, toBillChange } from './explain/explain-bill-change.ts';
import {
  type CustomerForecast,
  selectCustomerForecast,
  toCustomerForecast,
} from './forecast/get-usage-forecast.ts';
import {
  type BilledPeriod,
  billedLinesOf,
  billedPeriodRow,
  type PeriodInvoice,
  periodAt,
} from './history/billed-period.ts';
import { type ChangedUsage, changedUsageOn } from './history/changed-usage.ts';
import { selectBilledPeriods } from './history/select-billed-periods.ts';
import { type SoldPrice, selectSoldPrices, soldPriceOn, toSoldPrices } from './history/sold-prices.ts';
import { type NextInvoice, toNextInvoice } from './next-invoice/next-invoice.ts';
import { MAX_HISTORY_PERIODS } from './periods/recent-periods-sql.ts';
import { runningSubscription, selectPrices } from './periods/running-subscription.ts';
import { selectSettledLater } from './settled-later/select-settled-later.ts';
import { type SettledLater, settledLaterRow } from './settled-later/settled-later.ts';

export interface UsageOverview {
  /** Of the period that was asked for; of a closed one as its invoice charged it. */
  usage: CurrentUsage;
  /** When the plan ended, whose periods then are all closed; null while it runs. */
  endedAt: Date | null;
  isRunning: boolean;
  /** Whichever period they are of. */
  failedPayments: readonly FailedPayment[];
  invoice: PeriodInvoice | null;
  /** Names of the plans, in turn, whose stretches the invoice or its draft bills, or will bill; null where that is one. */
  changedPlans: readonly string[] | null;
  /** The last twelve, the latest first. */
  periods: readonly BilledPeriod[];
  /** Flat fee and overage of the running period so far, whichever is shown; nothing, in the last currency, after the end. */
  runningTotal: Money;
  /** As the running period stands; null while another one is shown. */
  nextInvoice: NextInvoice | null;
  /** What was decided about a closed period after its invoice. */
  later: readonly SettledLater[];
  /** Where the units of an invoiced period went; null for another one. */
  buckets: Readonly<Record<Metric, readonly UnitBucket[] | null>> | null;
  /** Of the running period; null while another one is shown. */
  forecast: CustomerForecast | null;
  budgets: readonly Budget[];
  /** Of the running period, the latest first. */
  alerts: readonly UsageAlert[];
  /** Against the period before; null when there are no two bills. */
  change: ExplainedBillChange | null;
}

/**
 * Everything that the usage page shows of one period, of the last twelve over all plans; the latest when none is asked for.
 * One trip to the database. Throws `no_subscription` when there never was one, and
 * `not_found` for another period.
 */
export async function getUsageOverview(
  ctx: ServiceContext,
  { customerId, at }: { customerId: string; at?: Date },
): Promise<UsageOverview> {
  const whose = { customerId, now: ctx.now };
  const key = { ...whose, at, orEnded: true };
  const forecast = selectCustomerForecast(whose);
  const [found, billed, sold, inputs, past, budgets, alerts, settled, prices, failed] = await ctx.db.batch(
    scopeOf(ctx.actor),
    (db) => [
      db.execute(selectPeriodUsage(key)),
      db.execute(selectBilledPeriods({ ...whose, months: MAX_HISTORY_PERIODS + 1 })),
      db.execute(selectSoldPrices(customerId)),
      db.execute(forecast.inputs),
      db.execute(forecast.past),
      db.execute(selectBudgets(customerId)),
      db.execute(selectUsageAlerts(key)),
      db.execute(selectSettledLater(runningSubscription(key))),
      db.execute(selectPrices(whose)),
      db.execute(selectFailedPayments(customerId)),
    ],
  );
  const periods = z.array(billedPeriodRow).parse(billed.rows);
  const shown = periods.slice(0, MAX_HISTORY_PERIODS);
  const [latest] = shown;
  if (latest === undefined) throw new BillingError('no_subscription', 'There is no subscription.');
  const asked = periodAt(shown, at);
  if (asked === undefined) throw new BillingError('not_found', 'There is no such period.');
  const row = periodUsageRow.parse(found.rows[0]);
  const soldPrices = toSoldPrices(sold.rows);
  const running = z.array(priceRow).parse(prices.rows);
  const changedOf: ChangedOf = asked.isRunning
    ? changedOfRunning(row)
    : (metric) => changedUsageOn(billedLinesOf(asked), metric, soldPrices);
  const usage = toCurrentUsage({
    ...key,
    row: asked.isRunning ? row : { ...row, minimum: null },
    prices: pricesOf(asked, { inForce: row.prices, sold: soldPrices }),
    chargedQuantities: asked.invoice?.billedQuantities,
    changedOf,
  });
  const later = asked.isRunning ? [] : z.array(settledLaterRow).parse(settled.rows);
  return {
    usage,
    endedAt: latest.endedAt,
    nextInvoice: asked.isRunning
      ? toNextInvoice(usage, { awaitedMinor: row.awaited_minor, preview: row.preview })
      : null,
    failedPayments: toFailedPayments(failed.rows),
    later,
    buckets: bucketsOf(asked, later),
    isRunning: asked.isRunning,
    invoice: asked.invoice,
    changedPlans: changedPlans(METRICS.map((metric) => changedOf(metric, usage.metrics[metric].quantity))),
    periods: shown,
    forecast: asked.isRunning ? toCustomerForecast({ inputs: inputs.rows, past: past.rows }) : null,
    budgets: budgets.rows.map(rowToBudget),
    alerts: toUsageAlerts(alerts.rows).filter(
      ({ periodStart }) => periodStart.getTime() === latest.period.start.getTime(),
    ),
    runningTotal: runningTotalOf(latest, running),
    change: toBillChange({
      at: asked.period.start,
      periods,
      sold: soldPrices,
      current: running,
      pending: row,
    }),
  };
}

function changedPlans(changes: readonly (ChangedUsage | null)[]): readonly string[] | null {
  return changes.find((changed) => changed !== null)?.planNames ?? null;
}

function bucketsOf(
  { invoice, quantities }: BilledPeriod,
  later: readonly SettledLater[],
): UsageOverview['buckets'] {
  if (invoice === null) return null;
  const of = (metric: Metric) => {
    const invoicedUnits = invoice.billedQuantities[metric];
    if (invoicedUnits === null) return null;
    return computeUnitBuckets({
      usedUnits: quantities[metric],
      invoicedUnits,
      later: later.filter(({ component }) => component === metric),
    });
  };
  return {
    impressions: of('impressions'),
    api_calls: of('api_calls'),
    data_transfer_bytes: of('data_transfer_bytes'),
  };
}

function runningTotalOf(
  { isRunning, quantities, currency, usageBefore: before }: BilledPeriod,
  prices: readonly PriceRow[],
): Money {
  if (!isRunning) return money(0n, currency);
  const { baseFee, usageCost } = ratePeriod({ prices, quantities, currency, before });
  return addMoney(baseFee, usageCost);
}

/** What the period's invoice was rated with; where it names none of ours, what its plan sells. */
function pricesOf(
  { invoice }: BilledPeriod,
  { inForce, sold }: { inForce: readonly PriceRow[]; sold: ReadonlyMap<string, SoldPrice> },
): readonly PriceRow[] {
  if (invoice === null) return inForce;
  const rows = (['base', ...METRICS] as const).map(
    (component) =>
      soldPriceOn(invoice, component, sold)?.row ?? inForce.find((row) => row.component === component),
  );
  return rows.filter((row) => row !== undefined);
}
