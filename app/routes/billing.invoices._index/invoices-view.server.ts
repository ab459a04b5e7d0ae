import { formatDate, formatPeriod } from '../../format/dates.ts';
import { invoiceStatusWords } from '../../format/invoice-status.ts';
import { formatCount } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import type { InvoicePage, InvoiceSummary } from '../../services/invoices/invoice.ts';
import type { InvoiceFilters, InvoiceRow, InvoicesView } from './invoices-view.ts';
import { searchWithPage, toPageLinks } from './page-links.ts';

const FILTERS = ['status', 'start_date', 'end_date'] as const;

export function toInvoicesView(
  result: InvoicePage,
  { search, locale }: { search: URLSearchParams; locale: string },
): InvoicesView {
  const { page, total, totalPages } = result;
  const filters = readFilters(search);
  return {
    rows: result.invoices.map((invoice) => toRow(invoice, locale)),
    filters,
    hasFilters: FILTERS.some((name) => filters[name] !== ''),
    total,
    rangeLabel: rangeLabel(result, locale),
    pages: totalPages > 1 ? toPageLinks({ current: page, total: totalPages, search }) : [],
    previous: page > 1 ? searchWithPage(search, Math.min(page - 1, Math.max(totalPages, 1))) : null,
    next: page < totalPages ? searchWithPage(search, page + 1) : null,
  };
}

export function readFilters(search: URLSearchParams): InvoiceFilters {
  const [status = '', start_date = '', end_date = ''] = FILTERS.map((name) => search.get(name) ?? '');
  return { status, start_date, end_date };
}

function toRow(invoice: InvoiceSummary, locale: string): InvoiceRow {
  return {
    id: invoice.id,
    number: invoice.number ?? 'Draft',
    date: formatDate(invoice.createdAt, locale),
    period: formatPeriod({ start: invoice.periodStart, end: invoice.periodEnd }, locale),
    status: invoiceStatusWords(invoice.status),
    amount: formatMoney({ amountMinor: invoice.amountMinor, currency: invoice.currency }, locale),
    hasPdf: invoice.status !== 'draft',
  };
}

function rangeLabel({ page, limit, total, invoices }: InvoicePage, locale: string): string {
  const count = formatCount(total, locale);
  if (invoices.length === 0) return total === 1 ? '1 invoice' : `${count} invoices`;
  const first = (page - 1) * limit + 1;
  const last = first + invoices.length - 1;
  const range =
    first === last
      ? formatCount(first, locale)
      : `${formatCount(first, locale)}–${formatCount(last, locale)}`;
  return `${range} of ${count}`;
}
