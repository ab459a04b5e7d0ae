import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  /** Shown as the title of the card that a row becomes below 768 px. */
  isTitle?: boolean;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A dense table from 768 px up, a list of cards below. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return (
    <>
      <Table {...props} />
      <Cards {...props} />
    </>
  );
}

function Table<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <table className="hidden w-full border-divider border-t text-sm tabular-nums md:table">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-left text-muted text-xs">
        <tr className="border-divider border-b">
          {columns.map(({ header, align }) => (
            <th
              key={header}
              scope="col"
              className={classNames(
                'h-10 px-3 font-medium first:pl-6 last:pr-6',
                align === 'right' && 'text-right',
              )}
            >
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-divider">
        {rows.map((row) => (
          <tr key={rowKey(row)} className="hover:bg-hover">
            {columns.map(({ header, cell, align }) => (
              <td
                key={header}
                className={classNames(
                  'h-12 px-3 py-2 first:pl-6 last:pr-6',
                  align === 'right' && 'text-right',
                )}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  const title = columns.find(({ isTitle }) => isTitle);
  const others = columns.filter(({ isTitle }) => !isTitle);
  return (
    <ul aria-label={caption} className="divide-y divide-divider border-divider border-t text-sm md:hidden">
      {rows.map((row) => (
        <li key={rowKey(row)} className="px-4 py-3 tabular-nums">
          {title && <div className="mb-1 font-medium">{title.cell(row)}</div>}
          <dl className="space-y-0.5">
            {others.map(({ header, cell }) => (
              <div key={header} className="flex justify-between gap-4">
                <dt className="text-muted">{header}</dt>
                <dd className="min-w-0 text-right">{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
