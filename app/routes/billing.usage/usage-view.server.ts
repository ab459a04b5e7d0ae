import { passedOn, toDailyChartView } from '../../components/chart/daily-chart-view.server.ts';
import { toRunningTotalView } from '../../components/chart/running-total-view.server.ts';
import type { MeterView } from '../../components/ui/meter.tsx';
import { METRICS } from '../../domain/metric.ts';
import { addMoney } from '../../domain/money.ts';
import { LIMIT_STEPS } from '../../domain/usage/limit-steps.ts';
import { daysUntil, formatAge, formatDate, formatDateTime, formatPeriod } from '../../format/dates.ts';
import { invoiceStatusWords } from '../../format/invoice-status.ts';
import { exactQuantity, formatCount, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { overageWords } from '../../format/overage-words.ts';
import { formatPercents, formatShare } from '../../format/percent.ts';
import { formatRate, formatUnitPrice } from '../../format/rate.ts';
import { formatTier } from '../../format/tier.ts';
import { toBucketsView } from '../../pages/buckets-view.server.ts';
import { toFailedPaymentView } from '../../pages/failed-payments/failed-payment-view.server.ts';
import type { MetricUsage, RatedLine } from '../../services/usage/current/current-usage.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import { toAlertViews } from './alert-view.server.ts';
import { toBudgetView } from './budget-view.server.ts';
import { toChangeView } from './change-view.server.ts';
import { baseFeeNote, toNotInvoicedView } from './draft-words.server.ts';
import { toExpectedMoney, toExpectedView } from './expected-view.server.ts';
import { toMinimumView } from './minimum-view.server.ts';
import { toNextInvoiceView } from './next-invoice-view.server.ts';
import { toPeriodStripView } from './period-strip-view.server.ts';
import { toSettledLaterView, trueUpOf } from './settled-later-view.server.ts';
import { toSubscriptionNotes } from './subscription-notes.server.ts';
import type { Freshness, MetricView, OverageRow, UsageView } from './usage-view.ts';
import { toVolumeDropView } from './volume-drop-view.server.ts';

const STALE_AFTER_MS = 2 * 3_600_000;

interface Reader {
  locale: string;
  now: Date;
  mayPay: boolean;
}

export function toUsageView(overview: UsageOverview, reader: Reader): UsageView {
  const { usage, isRunning, invoice, periods, change } = overview;
  const { locale, now } = reader;
  const days = daysUntil(usage.period.end, now);
  const all = METRICS.map((metric) => usage.metrics[metric]);
  return {
    isRunning,
    periodStart: usage.period.start.toISOString(),
    periodEnd: usage.period.end.toISOString(),
    strip: toPeriodStripView({
      periods,
      shownStart: usage.period.start,
      runningTotal: overview.runningTotal,
      locale,
    }),
    change: change && toChangeView(change, locale),
    planName: usage.plan.name,
    subscriptionNotes: toSubscriptionNotes(overview, locale),
    failedPayments: overview.failedPayments.map((payment) => toFailedPaymentView(payment, reader)),
    periodLabel: formatPeriod(usage.period, locale),
    daysLeftLabel: isRunning ? (days === 1 ? '1 day left' : `${days} days left`) : 'Closed',
    endedOn: overview.endedAt && formatDate(overview.endedAt, locale),
    freshness: toFreshness(usage.asOf, reader),
    charges: {
      total: formatMoney(addMoney(usage.baseFee, usage.totalOverageCost), locale),
      baseFee: formatMoney(usage.baseFee, locale),
      baseFeeNote: baseFeeNote(overview),
      overage: formatMoney(usage.totalOverageCost, locale),
      hasOverage: usage.totalOverageCost.amountMinor > 0n,
      nextInvoice: overview.nextInvoice && toNextInvoiceView(overview.nextInvoice, { periods, locale, now }),
      minimum: toMinimumView(overview, locale),
      later: toSettledLaterView(overview.later, { currency: usage.currency, locale }),
      trueUp: trueUpOf(overview.later, { currency: usage.currency, locale }),
      expected: toExpectedMoney(overview, locale),
      invoice: invoice && {
        id: invoice.id,
        label: invoice.number ?? 'Draft',
        total: formatMoney(invoice.total, locale),
        status: invoiceStatusWords(invoice.status),
      },
      notInvoiced: toNotInvoicedView(overview),
    },
    metrics: all.map((metric) => toMetricView(metric, overview, locale)),
    alerts: toAlertViews(overview.alerts, locale),
    hearsAt: formatPercents(LIMIT_STEPS, locale),
    budgets: overview.budgets.map((budget) => toBudgetView(budget, overview, locale)),
    currency: usage.currency,
    overageRows: all.flatMap((metric) => toOverageRows(metric, locale)),
    hasUsage: all.some(({ quantity }) => quantity > 0n),
  };
}

function toFreshness(asOf: Date | null, { locale, now }: Pick<Reader, 'locale' | 'now'>): Freshness {
  if (asOf === null) return { state: 'never', age: null, instant: null, label: null };
  return {
    state: now.getTime() - asOf.getTime() > STALE_AFTER_MS ? 'stale' : 'fresh',
    age: formatAge(asOf, now),
    instant: asOf.toISOString(),
    label: formatDateTime(asOf, locale),
  };
}

function toMetricView(usage: MetricUsage, overview: UsageOverview, locale: string): MetricView {
  const { metric, quantity, includedUnits } = usage;
  const { period } = overview.usage;
  const overage = overageWords(usage, locale);
  const day = passedOn(usage.daily, includedUnits);
  const forecast = overview.forecast?.forecast;
  const expected = forecast?.available ? forecast.metrics[metric] : null;
  return {
    metric,
    label: METRIC_WORDS[metric].label,
    used: formatQuantity(metric, quantity, locale),
    usedExact: exactQuantity(metric, quantity, locale),
    included: formatQuantity(metric, includedUnits, locale),
    share: formatShare({ part: quantity, whole: includedUnits }, locale),
    remaining: overage === null ? formatQuantity(metric, includedUnits - quantity, locale) : null,
    overage,
    overageCost: formatMoney(usage.overageCost, locale),
    passedOn: day === null ? null : formatDate(new Date(`${day}T00:00:00Z`), locale),
    volumeDrop: overview.isRunning ? toVolumeDropView(usage, locale) : null,
    buckets: toBucketsView(metric, overview.buckets?.[metric] ?? null, locale),
    meter: toMeterView(usage, { locale, expectedUnits: expected?.p50 ?? null }),
    expected:
      expected &&
      toExpectedView(metric, {
        expected,
        includedUnits,
        isOver: overage !== null,
        error: overview.forecast?.pastError[metric],
        locale,
      }),
    chart: toDailyChartView({ metric, period, includedUnits, daily: usage.daily, locale }),
    runningTotal: toRunningTotalView({
      metric,
      period,
      includedUnits,
      daily: usage.daily,
      ahead: expected?.cumulative ?? null,
      locale,
    }),
  };
}

/** The bar's length is the limit, or all that was used and is expected, where that is more; the limit is then marked. */
export function toMeterView(
  { metric, quantity, includedUnits }: Pick<MetricUsage, 'metric' | 'quantity' | 'includedUnits'>,
  { locale, expectedUnits = null }: { locale: string; expectedUnits?: bigint | null },
): MeterView {
  const end = expectedUnits !== null && expectedUnits > quantity ? expectedUnits : quantity;
  const whole = end > includedUnits ? end : includedUnits;
  const over = quantity > includedUnits ? quantity - includedUnits : 0n;
  const used = formatQuantity(metric, quantity, locale);
  const included = formatQuantity(metric, includedUnits, locale);
  const expected = expectedUnits === null ? '' : `, ${formatQuantity(metric, end, locale)} expected`;
  return {
    includedWidth: percentOf(quantity - over, whole),
    overageWidth: percentOf(over, whole),
    expectedWidth: percentOf(end - quantity, whole),
    limitAt: end > includedUnits && includedUnits > 0n ? percentOf(includedUnits, whole) : null,
    valueNow: Math.min(100, Math.floor(percentOf(quantity, includedUnits))),
    valueText: `${used} used of ${included} included${expected}`,
  };
}

const HUNDREDTHS = 10_000n;

function percentOf(part: bigint, whole: bigint): number {
  if (whole <= 0n) return part > 0n ? 100 : 0;
  return Number((part * HUNDREDTHS) / whole) / 100;
}

function toOverageRows({ metric, lines }: MetricUsage, locale: string): OverageRow[] {
  return lines.map((line, index) => ({
    metricId: metric,
    key: `${metric}:${line.planName === undefined ? line.from : `plan:${index}`}${line.flatAmountDecimal === null ? '' : ':flat'}`,
    metric: METRIC_WORDS[metric].label,
    tier: line.planName === undefined ? formatTier(metric, line, locale) : `${line.planName} plan`,
    units: line.flatAmountDecimal === null ? formatQuantity(metric, line.units, locale) : '–',
    unitsExact: exactQuantity(metric, line.units, locale),
    rate: formatLineRate(metric, line, locale),
    amount: formatMoney(line.amount, locale),
  }));
}

function formatLineRate(metric: MetricUsage['metric'], line: RatedLine, locale: string): string {
  const { currency } = line.amount;
  if (line.flatAmountDecimal !== null) {
    return `${formatUnitPrice(line.flatAmountDecimal, currency, locale)} flat fee`;
  }
  const { unitAmountDecimal, packages } = line;
  if (packages === null) return formatRate(metric, { unitAmountDecimal, currency }, locale);
  const price = formatUnitPrice(unitAmountDecimal, currency, locale);
  return `${formatCount(packages, locale)} × ${price} a package`;
}
