import type { DiffLine } from './diff.ts';

export const AUDIT_FILTERS = [
  'actor',
  'role',
  'action',
  'object_type',
  'object_id',
  'customer_id',
  'request_id',
  'from',
  'to',
] as const;
export type AuditFilter = (typeof AUDIT_FILTERS)[number];

export interface AuditView {
  rows: readonly AuditRowView[];
  /** The next page's query; null on the last. */
  next: string | null;
  /** The same rows as a file. */
  csv: string;
  seal: SealView;
}

export interface AuditRowView {
  id: string;
  when: string;
  instant: string;
  actor: string;
  role: string;
  action: string;
  object: string;
  customerId: string | null;
  requestId: string;
  origin: string | null;
  diff: readonly DiffLine[];
}

export interface SealView {
  tone: 'success' | 'warning' | 'danger' | 'neutral';
  title: string;
  facts: readonly string[];
  head: string | null;
}
