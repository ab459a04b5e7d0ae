import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { customerPath } from '../../pages/customer-path.ts';
import type { RefusedHoursView } from './admin-view.ts';

const COLUMNS: readonly Column<RefusedHoursView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: (row) => (
      <Link to={customerPath(row.customerId)} className={LINK_CLASS}>
        {row.customer}
      </Link>
    ),
  },
  { header: 'Metric', cell: (row) => row.metric },
  { header: 'Why', cell: (row) => <span className="break-words">{row.error}</span> },
  { header: 'Hours', align: 'right', cell: (row) => row.hours },
  { header: 'Since', align: 'right', cell: (row) => <span className="whitespace-nowrap">{row.since}</span> },
];

/** What the tile of unbilled hours counts as refused, one by one. */
export function RefusedHoursCard({ rows }: { rows: readonly RefusedHoursView[] }) {
  return (
    <Card labelledBy="refused-hours-title">
      <CardHeader id="refused-hours-title" title="Hours that Stripe refused">
        Nobody bills them. Reconcile the customer and apply the repair that is proposed.
      </CardHeader>
      <DataTable caption="Hours that Stripe refused" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
    </Card>
  );
}
