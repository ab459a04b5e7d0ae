import { Link } from '@remix-run/react';
import { Scale } from 'lucide-react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { TOTALS_LABEL } from '../../pages/reconciliation-words.ts';
import type { RunView } from './runs-view.ts';

const COLUMNS: readonly Column<RunView>[] = [
  {
    header: 'Started',
    isTitle: true,
    cell: (row) => (
      <Link to={`/admin/billing/reconciliation/${row.id}`} className={LINK_CLASS}>
        {row.started}
      </Link>
    ),
  },
  { header: 'Of', cell: (row) => row.what },
  { header: 'By', cell: (row) => row.trigger },
  { header: 'Status', cell: (row) => <Chip tone={row.status.tone}>{row.status.label}</Chip> },
  { header: 'Progress', align: 'right', cell: (row) => row.progress },
  { header: 'Differences', align: 'right', cell: (row) => row.differences },
  { header: TOTALS_LABEL, align: 'right', cell: (row) => row.totals },
];

export function RunsCard({ runs }: { runs: readonly RunView[] }) {
  if (runs.length === 0) {
    return (
      <Card>
        <EmptyState icon={Scale} title="Nothing was compared yet">
          A run is made every night at 02:40 UTC.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card labelledBy="runs-title">
      <CardHeader id="runs-title" title="Runs" />
      <DataTable caption="Reconciliation runs" columns={COLUMNS} rows={runs} rowKey={({ id }) => id} />
    </Card>
  );
}
