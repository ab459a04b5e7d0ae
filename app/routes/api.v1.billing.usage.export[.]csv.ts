import { requireCustomerRead } from '../auth/customer-read.ts';
import { exportQuerySchema } from '../http/api/usage-insight-queries.ts';
import { apiRoute } from '../http/api-route.ts';
import { csvDownload, csvLine } from '../http/csv.ts';
import { type ExportedRow, exportUsage } from '../services/usage/export/export-usage.ts';

const HEADER = [
  'hour',
  'metric',
  'quantity',
  'adjusted_quantity',
  'billable_quantity',
  'reported_quantity',
  'updated_at',
];

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(args, 'usage.exported', exportQuerySchema);
    const { from, to, metric } = query;
    const rows = exportUsage(ctx, { customerId, from, to, metric });
    const span = `${from.toISOString().slice(0, 10)}-${to.toISOString().slice(0, 10)}`;
    return csvDownload(`usage-${span}.csv`, { header: HEADER, pages: toLines(rows) });
  },
});

async function* toLines(pages: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map(toLine).join('');
}

function toLine(row: ExportedRow): string {
  return csvLine([
    row.hour.toISOString(),
    row.metric,
    row.quantity,
    row.adjusted_quantity,
    row.billable_quantity,
    row.reported_quantity,
    row.updated_at.toISOString(),
  ]);
}

export const loader = route.loader;
export const action = route.action;
