import { Card, CardHeader } from '../../components/ui/card.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import type { InvoiceView, LineView, TotalView } from './invoice-view.ts';

export function LinesCard({ invoice }: { invoice: InvoiceView }) {
  return (
    <Card labelledBy="lines-title">
      <CardHeader id="lines-title" title="Charges" />
      <LinesTable lines={invoice.lines} />
      <LinesList lines={invoice.lines} />
      <Totals totals={invoice.totals} />
    </Card>
  );
}

function LinesTable({ lines }: { lines: readonly LineView[] }) {
  return (
    <table className="hidden w-full border-divider border-y text-sm md:table">
      <thead className="text-left text-muted text-xs">
        <tr className="border-divider border-b">
          <th scope="col" className="h-10 px-6 font-medium">
            Description
          </th>
          <th scope="col" className="px-4 text-right font-medium">
            Quantity
          </th>
          <th scope="col" className="px-4 text-right font-medium">
            Unit price
          </th>
          <th scope="col" className="px-6 text-right font-medium">
            Amount
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-divider tabular-nums">
        {lines.map((line) => (
          <tr key={line.id} className="align-top hover:bg-hover">
            <td className="px-6 py-3">
              <p className="font-medium">{line.description}</p>
              <p className="text-muted text-xs">{line.notes.join(' · ')}</p>
            </td>
            <td className="whitespace-nowrap px-4 py-3 text-right">{line.quantity}</td>
            <td className="whitespace-nowrap px-4 py-3 text-right text-muted">{line.rate}</td>
            <td className="whitespace-nowrap px-6 py-3 text-right font-medium">{line.amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LinesList({ lines }: { lines: readonly LineView[] }) {
  return (
    <ul className="divide-y divide-divider border-divider border-y text-sm tabular-nums md:hidden">
      {lines.map((line) => (
        <li key={line.id} className="px-4 py-3">
          <p className="flex justify-between gap-4 font-medium">
            <span>{line.description}</span>
            <span className="whitespace-nowrap">{line.amount}</span>
          </p>
          <p className="text-muted">
            {line.quantity} {line.isIncluded ? 'included' : `× ${line.rate}`}
          </p>
          <p className="text-muted text-xs">{line.notes.join(' · ')}</p>
        </li>
      ))}
    </ul>
  );
}

function Totals({ totals }: { totals: readonly TotalView[] }) {
  return (
    <dl className="ml-auto max-w-sm space-y-2 px-4 py-5 text-sm tabular-nums md:px-6">
      {totals.map(({ label, amount, isStrong }) => (
        <div key={label} className={classNames('flex justify-between gap-6', isStrong && 'font-semibold')}>
          <dt className={isStrong ? '' : 'text-muted'}>{label}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
    </dl>
  );
}
