import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import type { SettledAdjustmentView } from './admin-view.ts';

const COLUMNS: readonly Column<SettledAdjustmentView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: (row) => (
      <Link to={`/admin/billing/late-usage/${row.id}`} className={LINK_CLASS}>
        {row.customer}
      </Link>
    ),
  },
  { header: 'Of', cell: (row) => row.about },
  { header: 'What became of it', cell: (row) => row.what },
  { header: 'Reason', cell: (row) => <span className="break-words">{row.reason}</span> },
  { header: 'By', cell: (row) => <span className="break-words">{row.by}</span> },
  {
    header: 'Was left',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap">{row.amount}</span>,
  },
  { header: 'When', align: 'right', cell: (row) => <span className="whitespace-nowrap">{row.when}</span> },
];

/** The last of them; the trail and the API have all. */
export function SettledAdjustmentsCard({ rows }: { rows: readonly SettledAdjustmentView[] }) {
  return (
    <Card labelledBy="settled-adjustments-title">
      <CardHeader
        id="settled-adjustments-title"
        title="Settled by hand last"
        aside={
          <Link
            to="/admin/billing/audit?action=adjustment.settled_by_hand"
            className={`${LINK_CLASS} text-sm`}
          >
            All in the audit trail
          </Link>
        }
      />
      <DataTable caption="Settled by hand" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
    </Card>
  );
}
