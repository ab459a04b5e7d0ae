import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import type { MeterErrorView } from './admin-view.ts';

const COLUMNS: readonly Column<MeterErrorView>[] = [
  { header: 'What Stripe says', isTitle: true, cell: (row) => row.summary },
  { header: 'Metric', cell: (row) => row.metric },
  { header: 'Events', align: 'right', cell: (row) => row.errors },
  { header: 'Since', align: 'right', cell: (row) => <span className="whitespace-nowrap">{row.when}</span> },
];

export function MeterErrorsCard({ reports }: { reports: readonly MeterErrorView[] }) {
  return (
    <Card labelledBy="meter-errors-title">
      <CardHeader id="meter-errors-title" title="Reports of meter errors">
        Usage that Stripe took and could not count. What a report names is stopped and stands among the
        refused hours until it is mended; the report stays on record.
      </CardHeader>
      <DataTable caption="Reports of meter errors" columns={COLUMNS} rows={reports} rowKey={({ id }) => id} />
    </Card>
  );
}
