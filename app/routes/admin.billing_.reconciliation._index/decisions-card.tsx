import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import type { DecisionView } from './runs-view.ts';

const COLUMNS: readonly Column<DecisionView>[] = [
  {
    header: 'Publisher',
    isTitle: true,
    cell: (row) => (
      <Link to={`/admin/billing/reconciliation/cases/${row.id}`} className={LINK_CLASS}>
        {row.customer}
      </Link>
    ),
  },
  { header: 'Difference', cell: (row) => <span className="break-all">{row.about}</span> },
  { header: 'Decision', cell: (row) => <Chip tone={row.outcome.tone}>{row.outcome.label}</Chip> },
  { header: 'When', cell: (row) => row.decided },
  { header: 'Amount', align: 'right', cell: (row) => row.amount },
];

/** The last decisions, by whoever. */
export function DecisionsCard({ decided }: { decided: readonly DecisionView[] }) {
  return (
    <Card labelledBy="decisions-title">
      <CardHeader id="decisions-title" title="Decided last" />
      <DataTable caption="Decisions" columns={COLUMNS} rows={decided} rowKey={({ id }) => id} />
    </Card>
  );
}
