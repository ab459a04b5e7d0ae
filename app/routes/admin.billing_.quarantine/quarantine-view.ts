import type { Tone } from '../../components/ui/chip.tsx';

export interface QuarantineView {
  rows: readonly QuarantineRowView[];
  /** "1–50 of 1,234 rows". */
  rangeLabel: string;
  previous: string | null;
  next: string | null;
  /** How many are open by reason, the most frequent first. */
  open: readonly { reason: string; label: string; count: string }[];
  filters: QuarantineFilters;
}

export interface QuarantineFilters {
  state: string;
  reason: string;
}

export interface QuarantineRowView {
  key: string;
  customerId: string;
  customerName: string | null;
  metric: string;
  hour: string;
  quantity: string;
  reason: string;
  meaning: string;
  state: { label: string; tone: Tone };
  lastSeen: string;
}
