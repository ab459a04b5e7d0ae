import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import type { OpenAdjustmentView } from './admin-view.ts';

const COLUMNS: readonly Column<OpenAdjustmentView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: (row) => (
      <>
        <Link to={`/admin/billing/late-usage/${row.id}`} className={`${LINK_CLASS} whitespace-nowrap`}>
          {row.customer}
        </Link>
        <span className="block whitespace-nowrap font-normal text-muted text-xs">{row.what}</span>
        <span className="block whitespace-nowrap font-normal text-muted text-xs">{row.period}</span>
      </>
    ),
  },
  { header: 'Why', cell: (row) => <span className="break-words">{row.why}</span> },
  {
    header: 'Left open',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap">{row.amount}</span>,
  },
  { header: 'Since', align: 'right', cell: (row) => <span className="whitespace-nowrap">{row.since}</span> },
];

/** Each has a page where a person settles it. */
export function OpenAdjustmentsCard({ all, rows }: { all: number; rows: readonly OpenAdjustmentView[] }) {
  return (
    <Card labelledBy="open-adjustments-title">
      <CardHeader id="open-adjustments-title" title="Late usage that a person decides">
        No rule may bill it or give it back. What is owed is made in Stripe by hand, and then closed here as
        settled.{all > rows.length ? ` The newest ${rows.length} of ${all}.` : ''}
      </CardHeader>
      <DataTable
        caption="Late usage that a person decides"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
      />
    </Card>
  );
}
