import { ChevronRight } from 'lucide-react';
import { WideTable } from '../../components/ui/wide-table.tsx';
import type { MetricView } from './usage-view.ts';

/** What the chart draws, in words and figures. */
export function DailyTable({ metric: { label, chart } }: { metric: MetricView }) {
  if (chart.days.length === 0) return null;
  return (
    <details className="group border-divider border-t">
      <summary className="flex h-11 list-none items-center gap-2 rounded-b-lg px-4 text-muted text-sm hover:text-strong md:px-6">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
        {label} by day as a table
      </summary>
      <WideTable label={`${label} by day`}>
        <table className="w-full text-xs tabular-nums md:text-sm">
          <thead className="text-left text-muted text-xs">
            <tr className="border-divider border-y">
              <th scope="col" className="h-10 px-4 font-medium md:px-6">
                Day (UTC)
              </th>
              <th scope="col" className="px-1.5 text-right md:px-2 font-medium">
                Used
              </th>
              <th scope="col" className="px-1.5 text-right md:px-2 font-medium">
                Of it overage
              </th>
              <th scope="col" className="pr-4 pl-1.5 text-right font-medium md:px-6">
                Running total
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-divider">
            {chart.days.map((day) => (
              <tr key={day.day} className="hover:bg-hover">
                <th scope="row" className="h-10 whitespace-nowrap pr-1.5 pl-4 text-left font-normal md:px-6">
                  <span className="md:hidden">{day.shortDayLabel}</span>
                  <span className="max-md:hidden">{day.dayLabel}</span>
                </th>
                <td className="px-1.5 text-right md:px-2">{day.unitsLabel}</td>
                <td className="px-1.5 text-right md:px-2">{day.overageLabel ?? '–'}</td>
                <td className="pr-4 pl-1.5 text-right text-muted md:px-6">{day.runningTotalLabel}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </details>
  );
}
