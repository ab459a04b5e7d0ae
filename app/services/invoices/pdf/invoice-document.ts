import type { InvoiceStatus } from '../invoice.ts';

/** An invoice as it is printed: every text final, nothing left to compute but places on the page. */
export interface InvoiceDocument {
  locale: string;
  title: string;
  author: string;
  /** ISO instant; the file's creation date, so that the same invoice is the same bytes. */
  issuedAt: string;
  brand: string;
  number: string;
  seller: readonly string[];
  billTo: readonly string[];
  facts: readonly Fact[];
  status: { kind: InvoiceStatus; label: string };
  summary: { label: string; amount: string; note: string };
  lines: readonly PrintedLine[];
  totals: readonly PrintedTotal[];
  payments: readonly string[];
  footer: string;
}

export interface Fact {
  label: string;
  value: string;
}

export interface PrintedLine {
  description: string;
  period: string;
  quantity: string;
  unitPrice: string;
  amount: string;
}

export interface PrintedTotal extends Fact {
  isStrong: boolean;
}
