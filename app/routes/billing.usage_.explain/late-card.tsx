import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import type { LateView } from './explain-view.ts';

const COLUMNS: readonly Column<LateView>[] = [
  { header: 'What', isTitle: true, cell: ({ description }) => description },
  { header: 'State', cell: ({ status }) => <span className="capitalize">{status}</span> },
  { header: 'When', cell: ({ created }) => created },
  { header: 'Units', align: 'right', cell: ({ units }) => units },
  { header: 'Amount', align: 'right', cell: ({ amount }) => amount },
];

export function LateCard({ late }: { late: readonly LateView[] }) {
  return (
    <Card labelledBy="late-title">
      <CardHeader id="late-title" title="After the invoice">
        Usage that was reported or corrected later. More is billed with the next invoice, less is credited.
      </CardHeader>
      <DataTable caption="After the invoice" columns={COLUMNS} rows={late} rowKey={({ key }) => key} />
    </Card>
  );
}
