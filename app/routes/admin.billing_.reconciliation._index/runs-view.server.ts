import { isCurrency, money } from '../../domain/money.ts';
import { formatAge, formatDateTime, formatPeriod } from '../../format/dates.ts';
import { differenceWords, reasonWords } from '../../format/difference.ts';
import { formatCount } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { RUN_STATUS_WORDS, TRIGGER_WORDS } from '../../pages/reconciliation-words.ts';
import type { OpenCase, RunList } from '../../services/reconciliation/list-runs.ts';
import type { RunSummary } from '../../services/reconciliation/run-summary.ts';
import type { CaseView, RunsView, RunView } from './runs-view.ts';

export interface RunsReader {
  locale: string;
  now: Date;
  mayRun: boolean;
  defaultTolerance: number;
}

export function toRunsView({ runs, cases }: RunList, reader: RunsReader): RunsView {
  return {
    runs: runs.map((run) => toRunView(run, reader.locale)),
    cases: cases.map((row) => toCaseView(row, reader)),
    isRunning: runs.some(({ status }) => status === 'running'),
    mayRun: reader.mayRun,
    defaultTolerance: String(reader.defaultTolerance),
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

function toCaseView(row: OpenCase, { locale, now }: RunsReader): CaseView {
  const action = (row.detail.action ?? {}) as Record<string, unknown>;
  return {
    id: row.id,
    runId: row.run_id,
    customer: row.customer_name ?? 'Unknown publisher',
    what: row.type === 'propose_credit' ? 'Proposed credit' : 'Needs a person',
    why: reasonWords(row.type === 'propose_credit' ? 'stripe_bills_more' : action.reason),
    about: differenceWords(row.difference_key),
    amount:
      row.currency !== null && row.amount_minor !== null && isCurrency(row.currency)
        ? formatMoney(money(BigInt(row.amount_minor), row.currency), locale)
        : '–',
    since: formatAge(row.created_at, now),
  };
}
