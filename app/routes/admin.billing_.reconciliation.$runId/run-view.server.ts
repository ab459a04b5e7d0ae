import type { MeterView } from '../../components/ui/meter.tsx';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { CURRENCIES, isCurrency, money } from '../../domain/money.ts';
import { formatDateTime, formatPeriod } from '../../format/dates.ts';
import { KIND_WORDS } from '../../format/difference.ts';
import {
  exactQuantity,
  formatCount,
  formatQuantity,
  formatQuantityInWords,
  METRIC_WORDS,
} from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { formatPercent, formatShare } from '../../format/percent.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { fieldValueWords, fieldWords } from '../../pages/field-words.ts';
import { CAUSE_WORDS, RUN_STATUS_WORDS, TRIGGER_WORDS } from '../../pages/reconciliation-words.ts';
import type { DifferenceRow, RunDetail } from '../../services/reconciliation/get-run.ts';
import { totalsText } from '../admin.billing_.reconciliation._index/runs-view.server.ts';
import { toEvidence } from './evidence.server.ts';
import type { DifferenceView, RunPageView } from './run-view.ts';

export interface RunReader {
  locale: string;
  mayRepair: boolean;
  filters: RunPageView['filters'];
  note: string | null;
  /** From 1; the rows are one more than fit, if there is another page. */
  page: number;
}

export const PAGE_SIZE = 50;

export function toRunPageView({ run, differences }: RunDetail, reader: RunReader): RunPageView {
  const { locale } = reader;
  const { shards, done, compared, withinTolerance, stripeCalls } = run.progress;
  const isRunning = run.status === 'running';
  return {
    id: run.id,
    title: run.customerName ?? 'All publishers',
    facts: [
      TRIGGER_WORDS[run.trigger],
      formatDateTime(run.createdAt, locale),
      run.period === null ? 'Running and previous period' : formatPeriod(run.period, locale),
      toleranceText(run, locale),
      `${formatCount(stripeCalls, locale)} ${stripeCalls === 1 ? 'question' : 'questions'} to Stripe`,
    ],
    thresholds: thresholdText(run, locale),
    status: RUN_STATUS_WORDS[run.status],
    isRunning,
    progress: { text: `${done} of ${shards} parts compared`, meter: progressMeter(done, shards) },
    error: run.error,
    totals: totalsText(run.totals, locale),
    compared: formatCount(compared, locale),
    withinTolerance: formatCount(withinTolerance, locale),
    foreign: formatCount(run.foreignObjects, locale),
    open: formatCount(run.differences, locale),
    known: formatCount(run.acknowledged, locale),
    differences: differences.slice(0, PAGE_SIZE).map((row) => toDifferenceView(row, locale)),
    page: reader.page,
    hasMore: differences.length > PAGE_SIZE,
    repair: run.repair && {
      text: repairText(run.repair, locale),
      reason: run.repair.reason ?? '',
      isUnderWay: run.repair.finishedAt === null,
    },
    mayRepair: reader.mayRepair && !isRunning && run.repair === null && run.differences > 0,
    filters: reader.filters,
    filterNote: reader.note,
  };
}

function progressMeter(done: number, all: number): MeterView {
  const percent = all === 0 ? 0 : Math.floor((done * 100) / all);
  return {
    includedWidth: percent,
    overageWidth: 0,
    expectedWidth: 0,
    limitAt: null,
    valueNow: percent,
    valueText: `${done} of ${all} parts`,
  };
}

/** What was only told is not called repaired. */
function repairText(repair: NonNullable<RunDetail['run']['repair']>, locale: string): string {
  const { actions, mended, told, needless, failed } = repair;
  const left = actions - mended - told - needless - failed;
  const count = (number: number) => formatCount(number, locale);
  const parts = [
    ...(mended > 0 || told + needless === 0 ? [`${count(mended)} of ${count(actions)} mended`] : []),
    ...(told > 0 ? [`staff told of ${count(told)}`] : []),
    ...(needless > 0 ? [`nothing to do for ${count(needless)}`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(left > 0 ? [`${count(left)} to go`] : []),
  ];
  return parts.join(', ');
}

/** From when staff is told of a difference. */
function thresholdText({ alertThresholds: { units, amounts } }: RunDetail['run'], locale: string): string {
  const ofUnits = METRICS.map((metric) => formatQuantityInWords(metric, units[metric], locale));
  const ofMoney = CURRENCIES.map((currency) => formatMoney(money(amounts[currency], currency), locale));
  return `Staff is told from ${ofUnits.join(', ')} on, or from ${ofMoney.join(', ')}.`;
}

function toleranceText({ tolerancePercent, meterTolerances }: RunDetail['run'], locale: string): string {
  const own = METRICS.flatMap((metric) => {
    const percent = meterTolerances[metric];
    return percent === undefined
      ? []
      : [`${METRIC_WORDS[metric].label} ${formatPercent(Number(percent), locale)}`];
  });
  return [`Tolerance ${formatPercent(Number(tolerancePercent), locale)}`, ...own].join(', ');
}

export function toDifferenceView(row: DifferenceRow, locale: string): DifferenceView {
  const common = {
    id: row.id,
    kind: KIND_WORDS[row.kind],
    customer: row.customer_name ?? 'Unknown publisher',
    customerPath: row.customer_id && customerPath(row.customer_id),
    money: moneyText(row, locale),
    cause: CAUSE_WORDS[row.cause],
    isKnown: row.acknowledged,
    casePath: row.case_id && `/admin/billing/reconciliation/cases/${row.case_id}`,
    evidence: toEvidence(row, locale),
  };
  const { metric, period_start: start, period_end: end } = row;
  if (metric !== null && start !== null && end !== null) {
    const ours = BigInt(row.internal_value ?? 0);
    const stripe = BigInt(row.stripe_value ?? 0);
    return {
      ...common,
      title: METRIC_WORDS[metric].label,
      detail: formatPeriod({ start, end }, locale),
      fields: [],
      ours: formatQuantity(metric, ours, locale),
      stripe: formatQuantity(metric, stripe, locale),
      difference: `${signed(metric, ours - stripe, locale)} (${partedBy(ours, stripe, locale)})`,
      exact: {
        ours: exactQuantity(metric, ours, locale),
        stripe: exactQuantity(metric, stripe, locale),
        difference: exactQuantity(metric, ours - stripe, locale),
      },
    };
  }
  return {
    ...common,
    title: objectTitle(row),
    detail: null,
    fields: row.fields.map(({ field, internal, stripe }) => ({
      label: fieldWords(field),
      ours: valueText(field, internal, row, locale),
      stripe: valueText(field, stripe, row, locale),
    })),
    ours: '–',
    stripe: '–',
    difference: '–',
    exact: { ours: null, stripe: null, difference: null },
  };
}

/** Its id in Stripe is what people search by there. */
function objectTitle({ kind, stripe_id: stripeId, invoice_number: number }: DifferenceRow): string {
  const of = number === null ? '' : kind === 'invoice' ? ` ${number}` : ` of invoice ${number}`;
  return `${KIND_WORDS[kind]}${of} ${stripeId ?? ''}`.trim();
}

function valueText(field: string, value: string | null, { currency }: DifferenceRow, locale: string): string {
  return fieldValueWords(field, value, { currency, locale });
}

/** What parts two quantities, of the larger one, to a hundredth of a percent: "12.35%". */
function partedBy(ours: bigint, stripe: bigint, locale: string): string {
  const [smaller, larger] = ours < stripe ? [ours, stripe] : [stripe, ours];
  return (
    formatShare({ part: larger - smaller, whole: larger, decimals: 2 }, locale) ?? formatPercent(0, locale)
  );
}

function signed(metric: Metric, units: bigint, locale: string): string {
  return `${units > 0n ? '+' : ''}${formatQuantity(metric, units, locale)}`;
}

function moneyText({ amount_effect_minor: amount, currency }: DifferenceRow, locale: string): string {
  if (amount === null || currency === null || !isCurrency(currency)) return '–';
  return formatMoney(money(BigInt(amount), currency), locale);
}
