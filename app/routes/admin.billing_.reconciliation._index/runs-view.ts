import type { Tone } from '../../components/ui/chip.tsx';

export interface RunView {
  id: string;
  started: string;
  what: string;
  trigger: string;
  status: { label: string; tone: Tone };
  progress: string;
  differences: string;
  totals: string;
}

export interface CaseView {
  id: string;
  customer: string;
  what: string;
  why: string;
  /** The meter or the object, in a word. */
  about: string;
  amount: string;
  since: string;
}

export interface DecisionView {
  id: string;
  customer: string;
  about: string;
  outcome: { label: string; tone: Tone };
  /** What was given, or what was proposed. */
  amount: string;
  decided: string;
}

/** A threshold of a form: its field, the API's path, its label and what holds without it. */
export interface ThresholdView {
  name: string;
  path: string;
  label: string;
  configured: string;
}

export interface RunsView {
  runs: readonly RunView[];
  cases: readonly CaseView[];
  decided: readonly DecisionView[];
  isRunning: boolean;
  mayRun: boolean;
  defaultTolerance: string;
  thresholds: readonly ThresholdView[];
}
