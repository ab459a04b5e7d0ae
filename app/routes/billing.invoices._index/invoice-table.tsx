import { Link, useSearchParams } from '@remix-run/react';
import { Download } from 'lucide-react';
import { Chip } from '../../components/ui/chip.tsx';
import { customerQuery } from '../../pages/customer-query.ts';
import { invoicePath, invoicePdfPath } from '../../pages/invoice-paths.ts';
import type { InvoiceRow } from './invoices-view.ts';

const HEAD = 'sticky top-16 z-10 h-12 border-divider border-b bg-card px-4 font-medium';

export function InvoiceTable({ rows }: { rows: readonly InvoiceRow[] }) {
  const [search] = useSearchParams();
  const query = customerQuery(search);
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <caption className="sr-only">Invoices, newest first</caption>
      <thead className="text-left text-muted text-xs">
        <tr>
          <th scope="col" className={`${HEAD} rounded-tl-lg pl-6`}>
            Number
          </th>
          <th scope="col" className={HEAD}>
            Date
          </th>
          <th scope="col" className={`${HEAD} max-lg:hidden`}>
            Period
          </th>
          <th scope="col" className={HEAD}>
            Status
          </th>
          <th scope="col" className={`${HEAD} text-right`}>
            Amount
          </th>
          <th scope="col" className={`${HEAD} w-16 rounded-tr-lg pr-6`}>
            <span className="sr-only">PDF</span>
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr:not(:last-child)>td]:border-b [&>tr>td]:border-divider">
        {rows.map((row) => (
          <tr key={row.id} className="relative hover:bg-hover">
            <td className="h-14 pr-4 pl-6">
              <Link
                to={invoicePath(row.id, query)}
                className="whitespace-nowrap font-medium text-link after:absolute after:inset-0 hover:text-link-hover"
              >
                {row.number}
              </Link>
            </td>
            <td className="whitespace-nowrap px-4 tabular-nums">{row.date}</td>
            <td className="px-4 text-muted tabular-nums max-lg:hidden">{row.period}</td>
            <td className="px-4">
              <Chip tone={row.status.tone}>{row.status.label}</Chip>
            </td>
            <td className="whitespace-nowrap px-4 text-right font-medium tabular-nums">{row.amount}</td>
            <td className="relative pr-4 text-right">
              {row.hasPdf && (
                <a
                  href={invoicePdfPath(row.id, query)}
                  download
                  aria-label={`Download PDF of invoice ${row.number}`}
                  className="inline-grid size-9 place-items-center rounded-md text-muted transition-colors hover:bg-pressed hover:text-strong"
                >
                  <Download aria-hidden="true" className="size-4" />
                </a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
