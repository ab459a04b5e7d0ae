import type { Tone } from '../../components/ui/chip.tsx';

export interface AdminView {
  alarms: readonly { key: string; text: string }[];
  tiles: readonly TileView[];
  cases: readonly CaseView[];
  deadEvents: readonly DeadEventView[];
  jobRuns: readonly JobRunView[];
  refusedHours: readonly RefusedHoursView[];
  openAdjustments: {
    all: number;
    rows: readonly OpenAdjustmentView[];
    settled: readonly SettledAdjustmentView[];
  };
  meterErrors: readonly MeterErrorView[];
}

export interface RefusedHoursView {
  id: string;
  customerId: string;
  customer: string;
  metric: string;
  error: string;
  hours: string;
  since: string;
}

export interface OpenAdjustmentView {
  id: string;
  customerId: string;
  customer: string;
  what: string;
  period: string;
  why: string;
  amount: string;
  since: string;
}

/** Late usage that somebody has settled by hand. */
export interface SettledAdjustmentView {
  id: string;
  customer: string;
  about: string;
  what: string;
  by: string;
  reason: string;
  amount: string;
  when: string;
}

export interface MeterErrorView {
  id: string;
  summary: string;
  metric: string;
  errors: string;
  when: string;
}

export interface TileView {
  label: string;
  value: string;
  note: string;
  /** The page where it is told in full. */
  to: string;
  tone: Tone;
}

export interface CaseView {
  id: string;
  customerId: string;
  customerName: string;
  invoiceId: string;
  invoiceNumber: string;
  amount: string;
  attempts: string;
  reason: string;
  next: string;
  status: { label: string; tone: Tone };
}

export interface DeadEventView {
  id: string;
  /** Its page in the webhook log, if Stripe sent it. */
  path: string | null;
  type: string;
  subject: string;
  error: string;
  when: string;
  attempts: string;
}

export interface JobRunView {
  id: string;
  job: string;
  status: { label: string; tone: Tone };
  scheduled: string;
  duration: string;
  error: string | null;
}
