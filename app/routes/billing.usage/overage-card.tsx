import { Link, useSearchParams } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { explainPath } from './usage-paths.ts';
import type { OverageRow } from './usage-view.ts';

/** The tier walk: each line as it will stand on the invoice, each rounded once. */
export function OverageCard({
  rows,
  total,
  periodStart,
  isRunning,
}: {
  rows: readonly OverageRow[];
  total: string;
  periodStart: string;
  isRunning: boolean;
}) {
  const [search] = useSearchParams();
  const totalLabel = isRunning ? 'Overage so far' : 'Overage';
  const pathOf = (metric: string) => explainPath({ metric, periodStart }, search);
  return (
    <Card labelledBy="overage-title">
      <CardHeader id="overage-title" title="How the overage adds up">
        {rows.length === 0
          ? 'None: every metric is within what the plan includes.'
          : 'One line per tier, each rounded once, as on the invoice. Open a metric to see the rows behind it.'}
      </CardHeader>
      {rows.length > 0 && (
        <>
          <table className="hidden w-full border-divider border-t text-sm tabular-nums md:table">
            <thead className="text-left text-muted text-xs">
              <tr className="border-divider border-b">
                <th scope="col" className="h-10 px-6 font-medium">
                  Metric
                </th>
                <th scope="col" className="px-4 font-medium">
                  Tier
                </th>
                <th scope="col" className="px-4 text-right font-medium">
                  Units
                </th>
                <th scope="col" className="px-4 text-right font-medium">
                  Price
                </th>
                <th scope="col" className="px-6 text-right font-medium">
                  Amount
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-divider">
              {rows.map((row) => (
                <tr key={row.key} className="hover:bg-hover">
                  <td className="h-12 px-6 font-medium">
                    <Link to={pathOf(row.metricId)} className={LINK_CLASS}>
                      {row.metric}
                    </Link>
                  </td>
                  <td className="px-4 py-2 text-muted">{row.tier}</td>
                  <td title={row.unitsExact ?? undefined} className="px-4 text-right">
                    {row.units}
                  </td>
                  <td className="whitespace-nowrap px-4 text-right">{row.rate}</td>
                  <td className="px-6 text-right font-medium">{row.amount}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="border-divider border-t">
                <th scope="row" colSpan={4} className="h-12 px-6 text-left font-semibold">
                  {totalLabel}
                </th>
                <td className="px-6 text-right font-semibold">{total}</td>
              </tr>
            </tfoot>
          </table>
          <OverageList rows={rows} total={total} totalLabel={totalLabel} pathOf={pathOf} />
        </>
      )}
    </Card>
  );
}

function OverageList({
  rows,
  total,
  totalLabel,
  pathOf,
}: {
  rows: readonly OverageRow[];
  total: string;
  totalLabel: string;
  pathOf: (metric: string) => string;
}) {
  return (
    <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums md:hidden">
      {rows.map((row) => (
        <li key={row.key} className="px-4 py-3">
          <p className="flex justify-between gap-4 font-medium">
            <Link to={pathOf(row.metricId)} className={LINK_CLASS}>
              {row.metric}
            </Link>
            <span>{row.amount}</span>
          </p>
          <p className="text-muted">{row.tier}</p>
          <p title={row.unitsExact ?? undefined} className="text-muted">
            {row.units} × {row.rate}
          </p>
        </li>
      ))}
      <li className="flex justify-between gap-4 px-4 py-3 font-semibold">
        <span>{totalLabel}</span>
        <span>{total}</span>
      </li>
    </ul>
  );
}
