import type { DailyChartView } from '../../components/chart/daily-chart-view.ts';
import type { SettlementWords } from '../../format/settlement.ts';
import type { BucketsView } from '../../pages/buckets-view.ts';

export interface ExplainView {
  metric: string;
  label: string;
  periodLabel: string;
  /** For links that stay on the page. */
  periodStart: string;
  invoice: { id: string; label: string } | null;
  charged: string;
  /** To the byte, as each `exact` here; null where the figure says it all. */
  chargedExact: string | null;
  total: string;
  verdict: { tone: 'success' | 'danger' | 'info'; text: string };
  lines: readonly ExplainLineView[];
  chart: DailyChartView;
  days: readonly {
    day: string;
    label: string;
    units: string;
    unitsExact: string | null;
    isOpen: boolean;
    isBusiest: boolean;
  }[];
  hours: { label: string; isBusiest: boolean; rows: readonly ExplainHourView[] } | null;
  seal: SealView;
  late: readonly LateView[];
  /** Of an invoiced period to which something came later; else null. */
  buckets: BucketsView | null;
  exportPath: string;
}

export interface ExplainLineView {
  key: string;
  tier: string;
  /** "4,000,000 × $0.12 per 1,000" */
  sum: string;
  unitsExact: string | null;
  exact: string;
  amount: string;
  invoiced: string | null;
  /** Null where there is nothing to compare with, or where a difference tells nothing. */
  agrees: boolean | null;
}

export interface ExplainHourView {
  hour: string;
  units: string;
  unitsExact: string | null;
  adjusted: string | null;
  adjustedExact: string | null;
  billable: string;
  billableExact: string | null;
}

export interface SealView {
  state: 'unchanged' | 'changed' | 'open';
  title: string;
  text: string;
  digests: readonly { term: string; digest: string }[];
}

export interface LateView {
  key: string;
  description: string;
  state: SettlementWords;
  units: string;
  amount: string;
  created: string;
}
