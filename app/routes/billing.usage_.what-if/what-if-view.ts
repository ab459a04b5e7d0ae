import type { SettlementWords } from '../../format/settlement.ts';

/** The page ready to draw: every figure is text. */
export interface WhatIfView {
  basis: 'history' | 'quantities';
  /** Whether the current plan, to which the others are compared, is one that has ended. */
  hasEnded: boolean;
  title: string;
  /** What was replayed. */
  facts: readonly string[];
  /** Transfer among them to the byte; null where they say it all. */
  factsExact: string | null;
  verdict: { tone: 'success' | 'info'; text: string };
  plans: readonly PlanCostView[];
  /** Null for volumes made up. */
  replay: ReplayView | null;
  breakEven: BreakEvenCardView;
}

export interface PlanCostView {
  /** Of the plan's version. */
  key: string;
  label: string;
  isCurrent: boolean;
  isCheapest: boolean;
  total: string;
  /** Against the plan of today: "$120.00 less"; null for that one itself. */
  difference: { direction: 'less' | 'more' | 'same'; text: string } | null;
  /** Percent of the dearest plan's. */
  width: number;
  /** "Base fees $1,188.00, usage $412.10" */
  parts: string;
}

export interface ReplayView {
  plans: readonly { key: string; label: string; isCurrent: boolean }[];
  rows: readonly ReplayRow[];
  invoiced: InvoicedView;
}

export interface ReplayRow {
  key: string;
  label: string;
  /** Of a part of a month, how much of the flat fee it costs. */
  note: string | null;
  invoiced: InvoicedView;
  /** What is on an invoice or a credit note is part of what was invoiced. Of what is not settled no amount is known. */
  later: readonly { key: string; description: string; amount: string | null; state: SettlementWords }[];
  /** In the order of the plans. */
  costs: readonly { key: string; total: string; isCheapest: boolean }[];
}

/** What was invoiced, beside what the plan of today makes of the same usage. */
export interface InvoicedView {
  /** Null where no invoice is known. */
  amount: string | null;
  isEqual: boolean;
  /** "equals Growth", "$1.51 still to be invoiced", "$12.00 less than Growth"; without an amount "Not invoiced (yet)". */
  note: string | null;
}

export interface BreakEvenCardView {
  /** "23,456,789 impressions, …" */
  average: string;
  /** Transfer in it to the byte; null where it says it all. */
  averageExact: string | null;
  plans: readonly {
    key: string;
    label: string;
    metrics: readonly { key: string; label: string; text: string }[];
  }[];
}
