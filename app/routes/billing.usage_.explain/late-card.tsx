import { Buckets } from '../../components/buckets.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import type { ExplainView, LateView } from './explain-view.ts';

const COLUMNS: readonly Column<LateView>[] = [
  { header: 'What', isTitle: true, cell: ({ description }) => description },
  { header: 'State', cell: ({ state }) => <Chip tone={state.tone}>{state.label}</Chip> },
  { header: 'When', cell: ({ created }) => created },
  { header: 'Units', align: 'right', cell: ({ units }) => units },
  { header: 'Amount', align: 'right', cell: ({ amount }) => amount },
];

export function LateCard({ late, buckets }: Pick<ExplainView, 'late' | 'buckets'>) {
  return (
    <Card labelledBy="late-title">
      <CardHeader id="late-title" title="After the invoice">
        Usage that was reported or corrected later. More is billed with the next invoice, less is credited.
      </CardHeader>
      {late.length > 0 && (
        <DataTable caption="After the invoice" columns={COLUMNS} rows={late} rowKey={({ key }) => key} />
      )}
      {buckets !== null && (
        <div className="border-divider border-t px-4 py-4 md:px-6">
          <h3 className="mb-1.5 font-medium text-sm">Where the units went</h3>
          <div className="max-w-md">
            <Buckets buckets={buckets} />
          </div>
        </div>
      )}
    </Card>
  );
}
