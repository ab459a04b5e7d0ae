import { Link, useSearchParams } from '@remix-run/react';
import { Chip } from '../../components/ui/chip.tsx';
import { customerQuery } from '../../pages/customer-query.ts';
import { invoicePath } from '../../pages/invoice-paths.ts';
import type { InvoiceRow } from './invoices-view.ts';

/** The table below 768 px. The PDF is one tap further, on the invoice. */
export function InvoiceCards({ rows }: { rows: readonly InvoiceRow[] }) {
  const [search] = useSearchParams();
  return (
    <ul aria-label="Invoices, newest first" className="space-y-3 md:hidden">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            to={invoicePath(row.id, customerQuery(search))}
            className="block rounded-lg border border-divider bg-card p-4 shadow-1 active:bg-pressed"
          >
            <span className="flex items-baseline justify-between gap-4">
              <span className="truncate font-medium">{row.number}</span>
              <span className="font-semibold tabular-nums">{row.amount}</span>
            </span>
            <span className="mt-1 flex items-center justify-between gap-4 text-muted text-sm tabular-nums">
              <span>{row.date}</span>
              <Chip tone={row.status.tone}>{row.status.label}</Chip>
            </span>
            <span className="mt-1 block text-muted text-xs tabular-nums">{row.period}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
