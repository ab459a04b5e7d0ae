import type { Tone } from '../../components/ui/chip.tsx';

export interface InvoicesView {
  rows: readonly InvoiceRow[];
  filters: InvoiceFilters;
  hasFilters: boolean;
  total: number;
  /** "1–20 of 34" */
  rangeLabel: string;
  pages: readonly PageLink[];
  previous: string | null;
  next: string | null;
}

export interface InvoiceRow {
  id: string;
  number: string;
  date: string;
  period: string;
  status: { label: string; tone: Tone };
  amount: string;
  hasPdf: boolean;
}

/** As the form shows them: what was asked for, word for word. */
export interface InvoiceFilters {
  status: string;
  start_date: string;
  end_date: string;
}

export type PageLink =
  | { kind: 'page'; page: number; search: string; isCurrent: boolean }
  | { kind: 'gap'; key: string };
