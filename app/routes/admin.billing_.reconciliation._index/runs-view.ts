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
  runId: string;
  customer: string;
  what: string;
  why: string;
  /** The meter or the object, in a word. */
  about: string;
  amount: string;
  since: string;
}

export interface RunsView {
  runs: readonly RunView[];
  cases: readonly CaseView[];
  isRunning: boolean;
  mayRun: boolean;
  defaultTolerance: string;
}
