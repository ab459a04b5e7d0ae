import type { StatusWords } from '../../format/invoice-status.ts';

/** The page ready to draw: every figure is text. */
export interface InvoiceView {
  id: string;
  number: string;
  status: StatusWords;
  headline: { label: string; amount: string; note: string };
  notice: InvoiceNotice | null;
  hasPdf: boolean;
  facts: readonly { term: string; value: string }[];
  stripeInvoiceId: string;
  billTo: readonly string[];
  lines: readonly LineView[];
  totals: readonly TotalView[];
  timeline: readonly TimelineEntry[];
}

export interface InvoiceNotice {
  tone: 'warning' | 'danger' | 'info';
  title: string;
  text: string;
  /** Where it can be paid; null where that is nowhere, or not the reader's to do. */
  payUrl: string | null;
}

export interface LineView {
  id: string;
  description: string;
  /** Period, tier, proration. */
  notes: readonly string[];
  quantity: string;
  /** "Included" where the tier costs nothing. */
  rate: string;
  isIncluded: boolean;
  amount: string;
}

export interface TotalView {
  label: string;
  amount: string;
  isStrong: boolean;
}

export interface TimelineEntry {
  key: string;
  kind: 'paid' | 'failed' | 'pending' | 'refunded' | 'credited' | 'planned';
  title: string;
  detail: string | null;
  amount: string | null;
  instant: string;
  when: string;
}
