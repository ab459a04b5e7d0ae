import type { Tone } from '../../components/ui/chip.tsx';
import type { MeterView } from '../../components/ui/meter.tsx';

export interface DifferenceView {
  id: string;
  kind: string;
  customer: string;
  customerId: string | null;
  title: string;
  detail: string;
  ours: string;
  stripe: string;
  difference: string;
  money: string;
  cause: string;
  isKnown: boolean;
  casePath: string | null;
  evidence: readonly string[];
}

export interface PlanStepView {
  key: string;
  customer: string;
  what: string;
  detail: string;
}

export interface PlanView {
  hash: string;
  steps: readonly PlanStepView[];
  more: boolean;
}

export interface RunPageView {
  id: string;
  title: string;
  facts: readonly string[];
  thresholds: string;
  status: { label: string; tone: Tone };
  isRunning: boolean;
  progress: { text: string; meter: MeterView };
  error: string | null;
  totals: string;
  compared: string;
  withinTolerance: string;
  foreign: string;
  open: string;
  known: string;
  differences: readonly DifferenceView[];
  repair: { text: string; reason: string; isUnderWay: boolean } | null;
  mayRepair: boolean;
  filters: { kind: string; cause: string; customer: string };
  page: number;
  hasMore: boolean;
}
