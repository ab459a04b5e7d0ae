import { Link, useSearchParams } from '@remix-run/react';
import { Download } from 'lucide-react';
import { DailyChart } from '../../components/chart/daily-chart.tsx';
import { buttonClass } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { WideTable } from '../../components/ui/wide-table.tsx';
import type { ExplainView } from './explain-view.ts';

/** The rows behind the charge: days, and the hours of the one that is open. */
export function RowsCard({ view }: { view: ExplainView }) {
  return (
    <Card labelledBy="rows-title">
      <CardHeader
        id="rows-title"
        title="The rows behind it"
        aside={
          <a href={view.exportPath} download className={buttonClass({ size: 'sm' })}>
            <Download aria-hidden="true" className="size-4" />
            Hourly rows as CSV
          </a>
        }
      >
        {view.hours === null ? 'By UTC day.' : 'By UTC day, and the hours of the one that is open.'}
      </CardHeader>
      <div className="px-4 pb-5 md:px-6">
        <DailyChart chart={view.chart} />
      </div>
      <div className="grid border-divider border-t lg:grid-cols-2">
        <Days view={view} />
        <Hours view={view} />
      </div>
    </Card>
  );
}

function Days({ view }: { view: ExplainView }) {
  const [search] = useSearchParams();
  function dayPath(day: string): string {
    const next = new URLSearchParams(search);
    next.set('day', day);
    return `?${next}#hours`;
  }
  return (
    <div className="min-w-0">
      <table className="w-full text-sm tabular-nums">
        <thead className="text-left text-muted text-xs">
          <tr className="border-divider border-b">
            <th scope="col" className="h-10 px-4 font-medium md:px-6">
              Day (UTC)
            </th>
            <th scope="col" className="px-4 text-right font-medium md:px-6">
              Used
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-divider">
          {view.days.map(({ day, label, units, unitsExact, isOpen, isBusiest }) => (
            <tr key={day} className={classNames(isOpen ? 'bg-selected' : 'hover:bg-hover')}>
              <th
                scope="row"
                className="h-10 whitespace-nowrap px-4 text-left font-normal max-md:py-1 md:px-6"
              >
                <Link
                  to={dayPath(day)}
                  preventScrollReset
                  aria-current={isOpen ? 'true' : undefined}
                  className={LINK_CLASS}
                >
                  {label}
                </Link>
                {isBusiest && (
                  <span className="text-muted text-xs max-md:block">
                    <span className="max-md:hidden"> · </span>
                    busiest day
                  </span>
                )}
              </th>
              <td title={unitsExact ?? undefined} className="px-4 text-right md:px-6">
                {units}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Hours({ view: { hours } }: { view: ExplainView }) {
  return (
    <div id="hours" className="min-w-0 scroll-mt-20 border-divider max-lg:border-t lg:border-l">
      {hours === null || hours.rows.length === 0 ? (
        <p className="px-6 py-12 text-center text-muted text-sm">
          {hours === null ? 'Nothing was used in this period.' : `No rows on ${hours.label}.`}
        </p>
      ) : (
        <WideTable label={`Hours of ${hours.label}`}>
          <table className="w-full text-xs tabular-nums md:text-sm">
            <caption className="sr-only">Hours of {hours.label}</caption>
            <thead className="text-left text-muted text-xs">
              <tr className="border-divider border-b">
                <th scope="col" className="h-10 pr-1.5 pl-4 font-medium md:px-6">
                  {hours.label}
                  {hours.isBusiest && ' · busiest day'}
                </th>
                <th scope="col" className="px-1.5 text-right font-medium md:px-4">
                  Measured
                </th>
                <th scope="col" className="px-1.5 text-right font-medium md:px-4">
                  Adjusted
                </th>
                <th scope="col" className="pr-4 pl-1.5 text-right font-medium md:px-6">
                  Billable
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-divider">
              {hours.rows.map((row) => (
                <tr key={row.hour} className="hover:bg-hover">
                  <th scope="row" className="h-10 pr-1.5 pl-4 text-left font-normal md:px-6">
                    {row.hour}
                  </th>
                  <td title={row.unitsExact ?? undefined} className="px-1.5 text-right md:px-4">
                    {row.units}
                  </td>
                  <td title={row.adjustedExact ?? undefined} className="px-1.5 text-right text-muted md:px-4">
                    {row.adjusted ?? '–'}
                  </td>
                  <td
                    title={row.billableExact ?? undefined}
                    className="pr-4 pl-1.5 text-right font-medium md:px-6"
                  >
                    {row.billable}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
    </div>
  );
}
