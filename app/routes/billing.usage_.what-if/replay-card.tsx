import { Check } from 'lucide-react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { InvoicedCell } from './invoiced-cell.tsx';
import { LaterItems } from './later-items.tsx';
import type { ReplayRow, ReplayView } from './what-if-view.ts';

export function ReplayCard({ replay }: { replay: ReplayView }) {
  const own = replay.plans.find(({ isCurrent }) => isCurrent);
  return (
    <Card labelledBy="replay-title">
      <CardHeader
        id="replay-title"
        title="Period by period"
        aside={
          <p className="text-sm tabular-nums">
            <span className="text-muted">Invoiced in all </span>
            <span className="font-semibold">
              <InvoicedCell invoiced={replay.invoiced} />
            </span>
          </p>
        }
      >
        What was invoiced, and what each plan makes of the same usage; the lowest is green.
        {own !== undefined && (
          <span className="flex items-center gap-1.5">
            <Check aria-hidden="true" className="size-4 shrink-0 text-on-success" />
            <span>stands by an invoice that is exactly what {own.label} makes of it.</span>
          </span>
        )}
      </CardHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
      <section aria-label="Costs by period and plan" tabIndex={0} className="md:overflow-x-auto">
        <DataTable
          caption="Period by period"
          columns={columnsOf(replay)}
          rows={replay.rows}
          rowKey={({ key }) => key}
        />
      </section>
      <LaterItems rows={replay.rows} />
    </Card>
  );
}

function columnsOf({ plans }: ReplayView): readonly Column<ReplayRow>[] {
  return [
    { header: 'Period', isTitle: true, cell: periodCell },
    { header: 'Invoiced', align: 'right', cell: ({ invoiced }) => <InvoicedCell invoiced={invoiced} /> },
    ...plans.map(
      ({ key, label, isCurrent }): Column<ReplayRow> => ({
        header: isCurrent ? `${label} (yours)` : label,
        align: 'right',
        cell: ({ costs }) => <Cost cost={costs.find((cost) => cost.key === key)} />,
      }),
    ),
  ];
}

function periodCell({ label, note }: ReplayRow) {
  return (
    <>
      {label}
      {note !== null && <span className="block font-normal text-muted text-xs">{note}</span>}
    </>
  );
}

function Cost({ cost }: { cost: ReplayRow['costs'][number] | undefined }) {
  if (cost === undefined) return '–';
  if (!cost.isCheapest) return cost.total;
  return (
    <span className="font-semibold text-on-success">
      {cost.total}
      <span className="sr-only"> (the lowest)</span>
    </span>
  );
}
