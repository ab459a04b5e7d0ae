import type { InvoiceStatus } from '../services/invoices/invoice.ts';

export interface StatusWords {
  label: string;
  tone: 'success' | 'warning' | 'danger' | 'info' | 'neutral';
}

const WORDS: Readonly<Record<InvoiceStatus, StatusWords>> = {
  draft: { label: 'Draft', tone: 'neutral' },
  open: { label: 'Open', tone: 'warning' },
  paid: { label: 'Paid', tone: 'success' },
  void: { label: 'Void', tone: 'neutral' },
  uncollectible: { label: 'Uncollectible', tone: 'danger' },
};

export function invoiceStatusWords(status: InvoiceStatus): StatusWords {
  return WORDS[status];
}
