import { METRICS, type Metric } from '../../domain/metric.ts';
import { isCurrency, money } from '../../domain/money.ts';
import { formatDateTime, formatPeriod } from '../../format/dates.ts';
import { KIND_WORDS, reasonWords } from '../../format/difference.ts';
import { formatCount, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import {
  actionWords,
  CAUSE_WORDS,
  RUN_STATUS_WORDS,
  TRIGGER_WORDS,
} from '../../pages/reconciliation-words.ts';
import type { DifferenceRow, RunDetail } from '../../services/reconciliation/get-run.ts';
import type { PlannedAction, RepairPlan } from '../../services/reconciliation/repair/repair-plan.ts';
import { totalsText } from '../admin.billing_.reconciliation._index/runs-view.server.ts';
import { toEvidence } from './evidence.server.ts';
import type { DifferenceView, PlanView, RunPageView } from './run-view.ts';

export interface RunReader {
  locale: string;
  mayRepair: boolean;
  filters: RunPageView['filters'];
}

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
      toleranceText(run),
      `${formatCount(stripeCalls, locale)} questions to Stripe`,
    ],
    status: RUN_STATUS_WORDS[run.status],
    isRunning,
    progress: { done, all: shards, text: `${done} of ${shards} parts` },
    error: run.error,
    totals: totalsText(run.totals, locale),
    compared: formatCount(compared, locale),
    withinTolerance: formatCount(withinTolerance, locale),
    foreign: formatCount(run.foreignObjects, locale),
    open: formatCount(run.differences, locale),
    known: formatCount(run.acknowledged, locale),
    differences: differences.map((row) => toDifferenceView(row, locale)),
    repair: run.repair && {
      text: `${run.repair.done} of ${run.repair.actions} steps done${
        run.repair.failed > 0 ? `, ${run.repair.failed} failed` : ''
      }`,
      reason: run.repair.reason ?? '',
      isUnderWay: run.repair.finishedAt === null,
    },
    mayRepair: reader.mayRepair && !isRunning && run.repair === null && run.differences > 0,
    filters: reader.filters,
  };
}

function toleranceText({ tolerancePercent, meterTolerances }: RunDetail['run']): string {
  const own = METRICS.flatMap((metric) => {
    const percent = meterTolerances[metric];
    return percent === undefined ? [] : [`${METRIC_WORDS[metric].label} ${Number(percent)} %`];
  });
  return [`Tolerance ${Number(tolerancePercent)} %`, ...own].join(', ');
}

function toDifferenceView(row: DifferenceRow, locale: string): DifferenceView {
  const common = {
    id: row.id,
    kind: KIND_WORDS[row.kind],
    customer: row.customer_name ?? 'Unknown publisher',
    customerId: row.customer_id,
    money: moneyText(row, locale),
    cause: CAUSE_WORDS[row.cause],
    isKnown: row.acknowledged,
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
      ours: formatQuantity(metric, ours, locale),
      stripe: formatQuantity(metric, stripe, locale),
      difference: `${signed(metric, ours - stripe, locale)} (${Number(row.percentage_diff)} %)`,
    };
  }
  return {
    ...common,
    title: `${KIND_WORDS[row.kind]} ${row.stripe_id ?? ''}`,
    detail: row.fields.map(({ field }) => field.replaceAll('_', ' ')).join(', '),
    ours: row.fields.map(({ field, internal }) => valueText(field, internal, row, locale)).join(', '),
    stripe: row.fields.map(({ field, stripe }) => valueText(field, stripe, row, locale)).join(', '),
    difference: '–',
  };
}

const AMOUNTS = ['total', 'amount', 'lines', 'paid', 'refunded', 'remaining', 'tax'];

function valueText(field: string, value: string | null, { currency }: DifferenceRow, locale: string): string {
  if (value === null) return '–';
  if (!AMOUNTS.includes(field) || currency === null || !isCurrency(currency)) return value;
  return formatMoney(money(BigInt(value), currency), locale);
}

function signed(metric: Metric, units: bigint, locale: string): string {
  return `${units > 0n ? '+' : ''}${formatQuantity(metric, units, locale)}`;
}

function moneyText({ amount_effect_minor: amount, currency }: DifferenceRow, locale: string): string {
  if (amount === null || currency === null || !isCurrency(currency)) return '–';
  return formatMoney(money(BigInt(amount), currency), locale);
}

export function toPlanView(plan: RepairPlan, locale: string): PlanView {
  return {
    hash: plan.planHash,
    more: plan.more,
    steps: plan.actions.map((planned) => ({
      key: planned.differenceKey,
      customer: planned.customerName ?? 'Unknown publisher',
      what: actionWords(planned.action.type),
      detail: detailOf(planned, locale),
    })),
  };
}

function detailOf({ action, differenceKey }: PlannedAction, locale: string): string {
  switch (action.type) {
    case 'send_usage_difference': {
      const units = action.hours.reduce((sum, { quantity }) => sum + quantity, 0n);
      const metric = differenceKey.split(':')[2] as Metric;
      return `${formatQuantity(metric, units, locale)} ${METRIC_WORDS[metric].noun} for ${countHours(action.hours, locale)}`;
    }
    case 'bill_late_usage': {
      const units = action.hours.reduce((sum, { lost, refused }) => sum + lost + refused, 0n);
      const metric = differenceKey.split(':')[2] as Metric;
      return `${formatQuantity(metric, units, locale)} ${METRIC_WORDS[metric].noun} of ${countHours(action.hours, locale)}`;
    }
    case 'propose_credit':
      return isCurrency(action.currency)
        ? formatMoney(money(action.amountMinor, action.currency), locale)
        : '';
    case 'alert':
    case 'none':
      return reasonWords(action.reason);
    default:
      return action.stripeId;
  }
}

function countHours({ length }: readonly unknown[], locale: string): string {
  return length === 1 ? '1 hour' : `${formatCount(length, locale)} hours`;
}
