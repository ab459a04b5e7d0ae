import type { Tone } from '../../components/ui/chip.tsx';
import type { MeterView } from '../../components/ui/meter.tsx';

/** What both sides say of a field of an object. */
export interface FieldView {
  label: string;
  ours: string;
  stripe: string;
}

export interface DifferenceView {
  id: string;
  kind: string;
  customer: string;
  /** Of what the desk knows of the publisher; null where it is none of ours. */
  customerPath: string | null;
  title: string;
  detail: string | null;
  /** Of an object; of usage there are none, and the sides are units. */
  fields: readonly FieldView[];
  ours: string;
  stripe: string;
  difference: string;
  /** Of these three to the byte, where they are rounded. */
  exact: { ours: string | null; stripe: string | null; difference: string | null };
  money: string;
  cause: string;
  isKnown: boolean;
  casePath: string | null;
  evidence: readonly string[];
}

/** From ours to what it is made. */
export interface PlanChangeView {
  what: string;
  from: string;
  to: string;
}

export interface PlanStepView {
  /** Of the difference, as exports and the API name it. */
  key: string;
  customer: string;
  customerPath: string | null;
  /** Which meter, or which object of the customer. */
  about: string;
  period: string | null;
  what: string;
  detail: string;
  changes: readonly PlanChangeView[];
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
  /** Of the publisher that is filtered by; null where all is clear. */
  filterNote: string | null;
  page: number;
  hasMore: boolean;
}
