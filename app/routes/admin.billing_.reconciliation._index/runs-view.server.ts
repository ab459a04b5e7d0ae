import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES, isCurrency, money } from '../../domain/money.ts';
import type { AlertThresholds } from '../../domain/reconciliation/alert-thresholds.ts';
import { formatAge, formatDateTime, formatPeriod } from '../../format/dates.ts';
import { differenceWords } from '../../format/difference.ts';
import { formatCount, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { caseReasonWords, caseTypeWords, outcomeWords } from '../../pages/case-words.ts';
import { RUN_STATUS_WORDS, TRIGGER_WORDS } from '../../pages/reconciliation-words.ts';
import type { ReconciliationCase } from '../../services/reconciliation/cases/case-row.ts';
import type { RunList } from '../../services/reconciliation/list-runs.ts';
import type { RunSummary } from '../../services/reconciliation/run-summary.ts';
import type { CaseView, DecisionView, RunsView, RunView, ThresholdView } from './runs-view.ts';

export interface RunsReader {
  locale: string;
  now: Date;
  mayRun: boolean;
  defaultTolerance: number;
  defaultThresholds: AlertThresholds;
}

export function toRunsView({ runs, cases, decided }: RunList, reader: RunsReader): RunsView {
  return {
    runs: runs.map((run) => toRunView(run, reader.locale)),
    cases: cases.map((row) => toCaseView(row, reader)),
    decided: decided.map((row) => toDecisionView(row, reader)),
    isRunning: runs.some(({ status }) => status === 'running'),
    mayRun: reader.mayRun,
    defaultTolerance: String(reader.defaultTolerance),
    thresholds: toThresholdViews(reader.defaultThresholds, reader.locale),
  };
}

function toRunView(run: RunSummary, locale: string): RunView {
  const { shards, done, compared } = run.progress;
  const whom = run.customerName ?? 'All publishers';
  return {
    id: run.id,
    started: formatDateTime(run.createdAt, locale),
    what: run.period === null ? whom : `${whom}, ${formatPeriod(run.period, locale)}`,
    trigger: TRIGGER_WORDS[run.trigger],
    status: RUN_STATUS_WORDS[run.status],
    progress:
      run.status === 'running'
        ? `${formatCount(done, locale)} of ${formatCount(shards, locale)} parts`
        : `${formatCount(compared, locale)} compared`,
    differences: formatCount(run.differences, locale),
    totals: totalsText(run.totals, locale),
  };
}

export function totalsText(totals: RunSummary['totals'], locale: string): string {
  const texts = totals.flatMap(({ currency, amountMinor }) =>
    isCurrency(currency) ? [formatMoney(money(amountMinor, currency), locale)] : [],
  );
  return texts.length === 0 ? '–' : texts.join(' · ');
}

function toCaseView(row: ReconciliationCase, { locale, now }: RunsReader): CaseView {
  return {
    id: row.id,
    customer: row.customer_name ?? 'Unknown publisher',
    what: caseTypeWords(row.type),
    why: caseReasonWords(row),
    about: differenceWords(row.difference_key),
    amount: amountText(row.amount_minor, row.currency, locale),
    since: formatAge(row.created_at, now),
  };
}

function toDecisionView(row: ReconciliationCase, { locale, now }: RunsReader): DecisionView {
  const given = row.credits.reduce((sum, { amount_minor: amount }) => sum - amount, 0n);
  const isGiven = row.outcome === 'credit_given';
  return {
    id: row.id,
    customer: row.customer_name ?? 'Unknown publisher',
    about: differenceWords(row.difference_key),
    outcome: outcomeWords(row),
    amount: amountText(isGiven ? given : row.amount_minor, row.currency, locale),
    decided: row.decided_at === null ? '' : formatAge(row.decided_at, now),
  };
}

function amountText(amountMinor: bigint | null, currency: string | null, locale: string): string {
  if (amountMinor === null || currency === null || !isCurrency(currency)) return '–';
  return formatMoney(money(amountMinor, currency), locale);
}

function toThresholdViews({ units, amounts }: AlertThresholds, locale: string): ThresholdView[] {
  return [
    ...METRICS.map((metric) => ({
      name: `alert_units_${metric}`,
      path: `alert_units.${metric}`,
      label: metric === 'data_transfer_bytes' ? 'Data transfer in GB' : METRIC_WORDS[metric].label,
      configured: formatQuantity(metric, units[metric], locale),
    })),
    ...CURRENCIES.map((currency) => ({
      name: `alert_amounts_${currency}`,
      path: `alert_amounts.${currency}`,
      label: `Money in ${currency.toUpperCase()}`,
      configured: formatMoney(money(amounts[currency], currency), locale),
    })),
  ];
}
