import { Card } from '../../components/ui/card.tsx';
import type { MetricTermsView } from './subscription-view.ts';

export function TermsCard({ terms }: { terms: MetricTermsView }) {
  const id = `terms-${terms.metric}`;
  return (
    <Card labelledBy={id}>
      <div className="px-4 pt-5 pb-4 md:px-6">
        <h2 id={id} className="text-muted text-sm">
          {terms.label}
        </h2>
        <p className="mt-1 font-semibold text-lg tabular-nums tracking-tight">{terms.included}</p>
        <p className="text-muted text-xs">included each month</p>
      </div>
      <table className="w-full border-divider border-t text-sm tabular-nums">
        <caption className="sr-only">Prices of {terms.label}</caption>
        <thead className="text-left text-muted text-xs">
          <tr className="border-divider border-b">
            <th scope="col" className="h-10 px-4 font-medium md:px-6">
              Total units
            </th>
            <th scope="col" className="px-4 text-right font-medium md:px-6">
              Price {terms.priceBasis}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-divider">
          {terms.tiers.map(({ key, range, rate }) => (
            <tr key={key}>
              <td className="h-12 px-4 py-2 text-muted md:px-6">
                {range.map((part) => (
                  <span key={part} className="block whitespace-nowrap">
                    {part}
                  </span>
                ))}
              </td>
              <td className="whitespace-nowrap px-4 text-right md:px-6">{rate}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {terms.notes.map((note) => (
        <p key={note} className="border-divider border-t px-4 py-3 text-muted text-xs md:px-6">
          {note}
        </p>
      ))}
    </Card>
  );
}
