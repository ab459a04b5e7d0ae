import type { Tone } from '../../components/ui/chip.tsx';

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
  status: { label: string; tone: Tone };
  isRunning: boolean;
  progress: { done: number; all: number; text: string };
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
}
