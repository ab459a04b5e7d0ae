import { isMetric } from '../../domain/metric.ts';
import type { QuarantineReason } from '../../domain/quarantine-reason.ts';
import { formatAge } from '../../format/dates.ts';
import { formatCount, METRIC_WORDS } from '../../format/metric.ts';
import type { QuarantinePage } from '../../services/usage/quarantine/list-quarantine.ts';
import type { QuarantinedRow } from '../../services/usage/quarantine/quarantined-row.ts';
import { ROWS_PER_PAGE } from './quarantine-query.ts';
import type { QuarantineRowView, QuarantineView } from './quarantine-view.ts';
import { REASON_WORDS } from './reason-words.ts';

interface Reader {
  locale: string;
  now: Date;
  search: URLSearchParams;
  filters: QuarantineView['filters'];
}

export function toQuarantineView(found: QuarantinePage, reader: Reader): QuarantineView {
  const { locale, search } = reader;
  const first = (found.page - 1) * ROWS_PER_PAGE + 1;
  const last = first + found.rows.length - 1;
  const range = `${formatCount(first, locale)}–${formatCount(last, locale)} of ${formatCount(found.total, locale)}`;
  const open = Object.entries(found.openByReason).toSorted(([, a], [, b]) => b - a);
  return {
    rows: found.rows.map((row) => toRow(row, reader)),
    rangeLabel: found.rows.length === 0 ? 'No rows' : `${range} rows`,
    previous: found.page > 1 ? searchWithPage(search, found.page - 1) : null,
    next: found.page < found.totalPages ? searchWithPage(search, found.page + 1) : null,
    open: open.map(([reason, count]) => ({
      reason,
      label: REASON_WORDS[reason as QuarantineReason].label,
      count: formatCount(count, locale),
    })),
    filters: reader.filters,
  };
}

function toRow(row: QuarantinedRow, { now }: Reader): QuarantineRowView {
  const { label, meaning } = REASON_WORDS[row.reason];
  return {
    key: `${row.customerId}:${row.metric}:${row.hour}`,
    customerId: row.customerId,
    customerName: row.customerName,
    metric: isMetric(row.metric) ? METRIC_WORDS[row.metric].label : row.metric,
    hour: row.hour.replace(/:00\+00$/, ' UTC').replace(/\+00$/, ' UTC'),
    quantity: row.quantity,
    reason: label,
    meaning,
    state:
      row.resolvedAt === null
        ? { label: 'Kept out', tone: 'warning' }
        : { label: 'Taken since', tone: 'success' },
    lastSeen: formatAge(row.lastSeenAt, now),
  };
}

function searchWithPage(search: URLSearchParams, page: number): string {
  const copy = new URLSearchParams(search);
  copy.set('page', String(page));
  return `?${copy}`;
}
