import { toDailyChartView } from '../../components/chart/daily-chart-view.server.ts';
import { formatDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Period } from '../../domain/period.ts';
import { formatDate, formatDateTime, formatPeriod, formatTime, partOfDay } from '../../format/dates.ts';
import {
  exactQuantity,
  formatCount,
  formatQuantity,
  formatQuantityInWords,
  METRIC_WORDS,
} from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { planChangeWords } from '../../format/plan-change.ts';
import { formatRate, formatUnitPrice } from '../../format/rate.ts';
import { settledAmount, settledLaterText } from '../../format/settled-later.ts';
import { settlementWords } from '../../format/settlement.ts';
import { formatTier } from '../../format/tier.ts';
import { toBucketsView } from '../../pages/buckets-view.server.ts';
import type {
  ChargeExplanation,
  ExplainedLine,
  UsageSeal,
} from '../../services/usage/explain/charge-explanation.ts';
import type { ExplainLineView, ExplainView, LateView, SealView } from './explain-view.ts';

export interface ExplainViewOptions {
  locale: string;
  /** `&customer_id=…` for staff, else empty. */
  customerSuffix: string;
}

export function toExplainView(explained: ChargeExplanation, options: ExplainViewOptions): ExplainView {
  const { metric, period, invoice, total } = explained;
  const { day } = explained;
  const { locale, customerSuffix } = options;
  const busiest = busiestOf(explained);
  const from = period.start.toISOString();
  return {
    metric,
    label: METRIC_WORDS[metric].label,
    periodLabel: formatPeriod(period, locale),
    periodStart: from,
    invoice: invoice && { id: invoice.id, label: invoice.number ?? 'Draft' },
    ...toCharged(explained, locale),
    total: formatMoney(total, locale),
    verdict: toVerdict(explained, locale),
    lines: explained.lines.map((line, index) => toLineView(explained, { line, index }, locale)),
    chart: toDailyChartView({
      metric,
      period,
      includedUnits: includedOf(explained),
      daily: explained.days,
      locale,
    }),
    days: explained.days.map(({ day: of, quantity }) => ({
      day: of,
      label: dayLabel(of, period, locale),
      units: formatQuantity(metric, quantity, locale),
      unitsExact: exactQuantity(metric, quantity, locale),
      isOpen: of === day,
      isBusiest: of === busiest,
    })),
    hours:
      explained.hours === null || day === null
        ? null
        : {
            label: dayLabel(day, period, locale),
            isBusiest: day === busiest,
            rows: explained.hours.map((row) => ({
              hour: formatTime(row.hour, locale),
              units: formatQuantity(metric, row.quantity, locale),
              unitsExact: exactQuantity(metric, row.quantity, locale),
              adjusted:
                row.adjustedQuantity === 0n ? null : formatQuantity(metric, row.adjustedQuantity, locale),
              adjustedExact: exactQuantity(metric, row.adjustedQuantity, locale),
              billable: formatQuantity(metric, row.billableQuantity, locale),
              billableExact: exactQuantity(metric, row.billableQuantity, locale),
            })),
          },
    seal: toSealView(explained.seal, { metric, locale }),
    late: explained.late.map(
      (late, index): LateView => ({
        key: `${index}`,
        description: settledLaterText(late, period, locale),
        state: settlementWords(late.state),
        units: formatQuantity(metric, late.quantityDelta, locale),
        amount: settledAmount(late, locale),
        created: formatDate(late.createdAt, locale),
      }),
    ),
    buckets: toBucketsView(metric, explained.buckets, locale),
    exportPath: `/api/v1/billing/usage/export.csv?metric=${metric}&from=${encodeURIComponent(from)}&to=${encodeURIComponent(period.end.toISOString())}${customerSuffix}`,
  };
}

/** The first of those with the most units, which is the one that opens when none is asked for; null without usage. */
function busiestOf({ days }: ChargeExplanation): string | null {
  let busiest: ChargeExplanation['days'][number] | null = null;
  for (const each of days) if (each.quantity > (busiest?.quantity ?? 0n)) busiest = each;
  return busiest?.day ?? null;
}

/** Of a day that two periods share, which part is in this one. */
function dayLabel(day: string, period: Period, locale: string): string {
  const date = formatDate(new Date(`${day}T00:00:00Z`), locale);
  const part = partOfDay(day, { period, locale });
  return part === null ? date : `${date}, ${part}`;
}

function toCharged(
  { metric, chargedQuantity, invoice, isRunning }: ChargeExplanation,
  locale: string,
): Pick<ExplainView, 'charged' | 'chargedExact'> {
  const uninvoiced = isRunning ? 'so far' : 'used';
  const said = invoice === null ? uninvoiced : 'charged';
  if (chargedQuantity === null) {
    return { charged: 'Charged by packages; how much was in them is not known', chargedExact: null };
  }
  return {
    charged: `${formatQuantityInWords(metric, chargedQuantity, locale)} ${said}`,
    chargedExact: exactQuantity(metric, chargedQuantity, locale),
  };
}

/** Units that the first line gives for nothing. */
function includedOf({ changed, lines: [first] }: ChargeExplanation): bigint {
  if (changed !== null) return changed.includedUnits;
  return first !== undefined && first.unitAmount.scaled === 0n ? (first.upTo ?? first.units) : 0n;
}

/** Where it is not known how much the invoice bills, its figure cannot be wrong by ours. */
function toVerdict(explained: ChargeExplanation, locale: string): ExplainView['verdict'] {
  const { invoice, changed, chargedQuantity, total, invoicedTotal } = explained;
  if (invoice === null || invoicedTotal === null) {
    return { tone: 'info', text: notInvoicedWords(explained) };
  }
  const number = invoice.number ?? 'the invoice';
  if (changed !== null) {
    return {
      tone: 'info',
      text: `${planChangeWords(changed.planNames)} These are the lines of ${number}, each at its own plan’s prices.`,
    };
  }
  if (invoicedTotal.amountMinor === total.amountMinor) {
    return { tone: 'success', text: `Exactly what ${number} charged.` };
  }
  const charged = `${number} charged ${formatMoney(invoicedTotal, locale)}`;
  if (chargedQuantity === null) {
    return { tone: 'info', text: `${charged}; our own records come to ${formatMoney(total, locale)}.` };
  }
  return { tone: 'danger', text: `${charged}. We have been told of the difference.` };
}

function notInvoicedWords({ changed, isRunning }: ChargeExplanation): string {
  if (changed === null) return 'Not invoiced yet: this is what stands so far.';
  const lines = isRunning
    ? 'This is what stands so far: each line at its own plan’s prices, those before the change as Stripe bills them.'
    : 'Its invoice is a draft yet: these are its lines, each at its own plan’s prices.';
  return `${planChangeWords(changed.planNames)} ${lines}`;
}

function toLineView(
  { metric, changed, chargedQuantity }: ChargeExplanation,
  { line, index }: { line: ExplainedLine; index: number },
  locale: string,
): ExplainLineView {
  const { currency } = line.amount;
  const unitAmountDecimal = formatDecimal(line.unitAmount);
  return {
    key: `${index}`,
    tier: tierOf(),
    sum: sumInWords(),
    unitsExact: exactQuantity(metric, line.units, locale),
    exact: formatUnitPrice(line.exactAmountDecimal, currency, locale),
    amount: formatMoney(line.amount, locale),
    invoiced: line.invoiced && formatMoney(line.invoiced, locale),
    agrees: agrees(),
  };

  function tierOf(): string {
    if (line.planName !== undefined) return `${line.planName} plan`;
    return line.flatAmount === null ? formatTier(metric, line, locale) : 'Flat fee of the tier';
  }

  function agrees(): boolean | null {
    if (line.invoiced === null || changed !== null) return null;
    return line.invoiced.amountMinor === line.amount.amountMinor || (chargedQuantity === null ? null : false);
  }

  function sumInWords(): string {
    if (line.flatAmount !== null) return 'Once';
    if (line.packages !== null) {
      return `${line.packages.toLocaleString(locale)} packages × ${formatUnitPrice(unitAmountDecimal, currency, locale)}`;
    }
    const units = formatQuantity(metric, line.units, locale);
    return `${units} × ${formatRate(metric, { unitAmountDecimal, currency }, locale)}`;
  }
}

function toSealView(
  { sealed, now, isUnchanged }: UsageSeal,
  { metric, locale }: { metric: Metric; locale: string },
): SealView {
  const rows = (hours: number) =>
    hours === 1 ? '1 hourly row' : `${formatCount(hours, locale)} hourly rows`;
  if (sealed === null) {
    return {
      state: 'open',
      title: 'Still open',
      text: `${rows(now.hours)} so far. The rows are sealed with their SHA-256 digest when the invoice is issued, and any later change shows.`,
      digests: [{ term: 'Digest now', digest: now.digest }],
    };
  }
  const digests = [
    { term: 'At issue', digest: sealed.digest },
    { term: 'Now', digest: now.digest },
  ];
  const when = formatDateTime(sealed.at, locale);
  if (isUnchanged) {
    return {
      state: 'unchanged',
      title: 'Unchanged since the invoice',
      text: `Sealed on ${when}: ${rows(sealed.hours)}. The digest is the same today.`,
      digests,
    };
  }
  const before = formatQuantityInWords(metric, sealed.quantity, locale);
  const after = formatQuantityInWords(metric, now.quantity, locale);
  return {
    state: 'changed',
    title: 'Corrected since the invoice',
    text: `Sealed on ${when} with ${before}, now ${after}. The invoice stays as it is; the difference is settled apart, above.`,
    digests,
  };
}
