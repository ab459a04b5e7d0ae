import { Check, X } from 'lucide-react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import type { ExplainLineView, ExplainView } from './explain-view.ts';

/** Units times rate, tier by tier, before and after the one rounding, beside what the invoice says. */
export function TierWalkCard({ view }: { view: ExplainView }) {
  return (
    <Card labelledBy="walk-title">
      <CardHeader id="walk-title" title="Through the tiers">
        {view.lines.length === 0
          ? 'Nothing was used, so there is no line.'
          : 'Each line is units times rate, rounded once, half up.'}
      </CardHeader>
      {view.lines.length > 0 && (
        <>
          <table className="hidden w-full border-divider border-t text-sm tabular-nums md:table">
            <thead className="text-left text-muted text-xs">
              <tr className="border-divider border-b">
                <th scope="col" className="h-10 px-6 font-medium">
                  Tier
                </th>
                <th scope="col" className="px-4 font-medium">
                  Units × rate
                </th>
                <th scope="col" className="px-4 text-right font-medium">
                  Exactly
                </th>
                <th scope="col" className="px-4 text-right font-medium">
                  Rounded
                </th>
                <th scope="col" className="px-6 text-right font-medium">
                  On the invoice
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-divider">
              {view.lines.map((line) => (
                <tr key={line.key} className="hover:bg-hover">
                  <td className="h-12 px-6 font-medium">{line.tier}</td>
                  <td title={line.unitsExact ?? undefined} className="px-4 text-muted">
                    {line.sum}
                  </td>
                  <td className="whitespace-nowrap px-4 text-right text-muted">{line.exact}</td>
                  <td className="whitespace-nowrap px-4 text-right font-medium">{line.amount}</td>
                  <td className="whitespace-nowrap px-6 text-right">
                    <Invoiced line={line} />
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="border-divider border-t">
                <th scope="row" colSpan={3} className="h-12 px-6 text-left font-semibold">
                  Total
                </th>
                <td className="px-4 text-right font-semibold">{view.total}</td>
                <td />
              </tr>
            </tfoot>
          </table>
          <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums md:hidden">
            {view.lines.map((line) => (
              <li key={line.key} className="px-4 py-3">
                <p className="flex justify-between gap-4 font-medium">
                  <span>{line.tier}</span>
                  <span>{line.amount}</span>
                </p>
                <p title={line.unitsExact ?? undefined} className="text-muted">
                  {line.sum} = {line.exact}
                </p>
                {line.invoiced !== null && (
                  <p className="mt-1 text-muted">
                    <Invoiced line={line} /> on the invoice
                  </p>
                )}
              </li>
            ))}
            <li className="flex justify-between gap-4 px-4 py-3 font-semibold">
              <span>Total</span>
              <span>{view.total}</span>
            </li>
          </ul>
        </>
      )}
    </Card>
  );
}

function Invoiced({ line }: { line: ExplainLineView }) {
  if (line.invoiced === null) return <span className="text-muted">–</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {line.agrees === true && <Check aria-label="agrees" className="size-4 text-success" />}
      {line.agrees === false && <X aria-label="differs" className="size-4 text-danger" />}
      {line.invoiced}
    </span>
  );
}
