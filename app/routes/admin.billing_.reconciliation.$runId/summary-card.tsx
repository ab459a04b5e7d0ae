import { Card } from '../../components/ui/card.tsx';
import { TOTALS_LABEL } from '../../pages/reconciliation-words.ts';
import type { RunPageView } from './run-view.ts';

/** The run in six figures. */
export function SummaryCard({ view }: { view: RunPageView }) {
  const items = [
    ['Compared', view.compared],
    ['Within tolerance', view.withinTolerance],
    ['Not ours', view.foreign],
    ['Differences', view.open],
    ['With a person', view.known],
    [TOTALS_LABEL, view.totals],
  ];
  return (
    <Card>
      <dl className="grid gap-px overflow-hidden rounded-lg grid-cols-2 bg-divider lg:grid-cols-6">
        {items.map(([label, value]) => (
          <div key={label} className="flex flex-col justify-between bg-card px-4 py-4 md:px-6">
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="font-semibold text-lg tabular-nums tracking-tight">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
