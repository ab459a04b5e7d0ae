import type { Tone } from '../../components/ui/chip.tsx';

export interface JobView {
  name: string;
  does: string;
  schedule: string;
  /** Of the last run; null before the first. */
  status: { label: string; tone: Tone } | null;
  lastDay: string;
  openRequest: string | null;
  /** Null for whoever may not run it; else the id under which this form asks. */
  requestId: string | null;
  runs: readonly JobRunView[];
}

export interface JobRunView {
  id: string;
  status: { label: string; tone: Tone };
  started: string;
  instant: string;
  duration: string;
  isOnDemand: boolean;
  /** Who asked for it and why; null for one on schedule. */
  request: string | null;
  error: string | null;
  /** What it did, or why it failed; until then who asked for it. */
  line: string;
  /** All that it counted, in words. */
  facts: readonly string[];
  /** As it was recorded, ids and all. */
  result: string | null;
}
