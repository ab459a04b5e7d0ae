import type { DailyChartView } from '../../components/chart/daily-chart-view.ts';
import type { RunningTotalView } from '../../components/chart/running-total-view.ts';
import type { MeterView } from '../../components/ui/meter.tsx';
import type { StatusWords } from '../../format/invoice-status.ts';
import type { OverageWords } from '../../format/overage-words.ts';
import type { BucketsView } from '../../pages/buckets-view.ts';
import type { FailedPaymentView } from '../../pages/failed-payments/failed-payment-view.ts';
import type { AlertView } from './alert-view.ts';
import type { BudgetView } from './budget-view.ts';
import type { ChangeView } from './change-view.ts';
import type { ExpectedMoneyView, ExpectedView } from './expected-view.ts';
import type { MinimumView } from './minimum-view.ts';
import type { NextInvoiceView } from './next-invoice-view.ts';
import type { PeriodStripView } from './period-strip-view.ts';
import type { SettledLaterView } from './settled-later-view.ts';
import type { VolumeDropView } from './volume-drop-view.ts';

/** The page ready to draw: every figure is text. */
export interface UsageView {
  isRunning: boolean;
  /** ISO, for links that stay in the period. */
  periodStart: string;
  /** ISO, exclusive. */
  periodEnd: string;
  strip: PeriodStripView;
  change: ChangeView | null;
  planName: string;
  /** The gravest first; several may hold at once. */
  subscriptionNotes: readonly SubscriptionNote[];
  failedPayments: readonly FailedPaymentView[];
  periodLabel: string;
  daysLeftLabel: string;
  /** A date, once the plan has ended; null while it runs. */
  endedOn: string | null;
  freshness: Freshness;
  charges: ChargesView;
  metrics: readonly MetricView[];
  alerts: readonly AlertView[];
  /** "80%, 90%, 100%, and 110%": the steps of a limit. */
  hearsAt: string;
  budgets: readonly BudgetView[];
  /** In which a new budget is. */
  currency: string;
  overageRows: readonly OverageRow[];
  hasUsage: boolean;
}

export interface SubscriptionNote {
  tone: 'warning' | 'danger' | 'info';
  title: string;
  text: string;
  showsInvoices: boolean;
}

export interface Freshness {
  state: 'fresh' | 'stale' | 'never';
  /** "12 minutes ago" */
  age: string | null;
  /** ISO, for `<time>`. */
  instant: string | null;
  label: string | null;
}

export interface ChargesView {
  total: string;
  baseFee: string;
  baseFeeNote: string;
  overage: string;
  hasOverage: boolean;
  /** As the running period stands; null for a closed one. */
  nextInvoice: NextInvoiceView | null;
  /** Of a running period under a minimum commitment: in the next invoice and in what is expected, in no other figure. */
  minimum: MinimumView | null;
  /** Of a closed period to which something came after its invoice. */
  later: SettledLaterView | null;
  /** On the invoice of a closed period under a minimum commitment. */
  trueUp: SettledLaterView | null;
  /** Of the running period, by its end; null while nothing is forecast. */
  expected: ExpectedMoneyView | null;
  /** That billed a closed period; null while there is none. */
  invoice: { id: string; label: string; total: string; status: StatusWords } | null;
  /** Why a closed period has no invoice. */
  notInvoiced: NotInvoicedView;
}

export interface NotInvoicedView {
  title: string;
  note: string;
}

export interface MetricView {
  metric: string;
  label: string;
  used: string;
  /** To the byte; null where `used` says it all. */
  usedExact: string | null;
  included: string;
  /** Null where the plan includes none. */
  share: string | null;
  remaining: string | null;
  /** Null within the plan. */
  overage: OverageWords | null;
  overageCost: string;
  passedOn: string | null;
  /** Of a closed period, some units of which are not on its invoice. */
  buckets: BucketsView | null;
  meter: MeterView;
  expected: ExpectedView | null;
  /** Of a running period in which a little more would cost less. */
  volumeDrop: VolumeDropView | null;
  chart: DailyChartView;
  runningTotal: RunningTotalView;
}

export interface OverageRow {
  key: string;
  /** Of the page that explains it. */
  metricId: string;
  metric: string;
  tier: string;
  units: string;
  /** To the byte; null where `units` says it all. */
  unitsExact: string | null;
  rate: string;
  amount: string;
}
