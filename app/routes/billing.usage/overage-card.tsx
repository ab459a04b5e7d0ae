import { Card, CardHeader } from '../../components/ui/card.tsx';
import type { OverageRow } from './usage-view.ts';

/** The tier walk: each line as it will stand on the invoice, each rounded once. */
export function OverageCard({ rows, total }: { rows: readonly OverageRow[]; total: string }) {
  return (
    <Card labelledBy="overage-title">
      <CardHeader id="overage-title" title="How the overage adds up">
        {rows.length === 0
          ? 'Nothing so far: every metric is within what your plan includes.'
          : 'One line per tier, as it will stand on the invoice. Each is rounded once.'}
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
                  <td className="h-12 px-6 font-medium">{row.metric}</td>
                  <td className="px-4 py-2 text-muted">{row.tier}</td>
                  <td className="px-4 text-right">{row.units}</td>
                  <td className="whitespace-nowrap px-4 text-right">{row.rate}</td>
                  <td className="px-6 text-right font-medium">{row.amount}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="border-divider border-t">
                <th scope="row" colSpan={4} className="h-12 px-6 text-left font-semibold">
                  Overage so far
                </th>
                <td className="px-6 text-right font-semibold">{total}</td>
              </tr>
            </tfoot>
          </table>
          <OverageList rows={rows} total={total} />
        </>
      )}
    </Card>
  );
}

function OverageList({ rows, total }: { rows: readonly OverageRow[]; total: string }) {
  return (
    <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums md:hidden">
      {rows.map((row) => (
        <li key={row.key} className="px-4 py-3">
          <p className="flex justify-between gap-4 font-medium">
            <span>{row.metric}</span>
            <span>{row.amount}</span>
          </p>
          <p className="text-muted">{row.tier}</p>
          <p className="text-muted">
            {row.units} × {row.rate}
          </p>
        </li>
      ))}
      <li className="flex justify-between gap-4 px-4 py-3 font-semibold">
        <span>Overage so far</span>
        <span>{total}</span>
      </li>
    </ul>
  );
}
