import { Card, CardHeader } from '../../components/ui/card.tsx';
import type { ChangeRow, ChangeView } from './change-view.ts';

/** From the bill before to this one, cause by cause. */
export function ChangeCard({ change }: { change: ChangeView }) {
  return (
    <Card labelledBy="change-title">
      <CardHeader
        id="change-title"
        title={change.title}
        aside={
          change.difference !== null && (
            <p className="font-semibold text-base tabular-nums">{change.difference}</p>
          )
        }
      >
        {change.text}
      </CardHeader>
      <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums">
        <li className="flex justify-between gap-4 px-4 py-3 md:px-6">
          <span className="text-muted">{change.before.label}</span>
          <span>{change.before.amount}</span>
        </li>
        {change.rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
        <li className="flex justify-between gap-4 px-4 py-3 font-semibold md:px-6">
          <span>{change.after.label}</span>
          <span>{change.after.amount}</span>
        </li>
      </ul>
    </Card>
  );
}

function Row({ row }: { row: ChangeRow }) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-4 py-3 md:grid-cols-[minmax(220px,1fr)_minmax(0,320px)_110px] md:px-6">
      <div className="min-w-0">
        <p className="font-medium">{row.label}</p>
        {row.note !== '' && <p className="text-muted text-xs">{row.note}</p>}
      </div>
      <svg aria-hidden="true" className="h-2 w-full max-md:order-last max-md:col-span-2">
        <rect width="100%" height="8" rx="4" className="fill-well" />
        <rect
          width={`${row.width}%`}
          height="8"
          rx="4"
          className={row.isMore ? 'fill-chart-overage' : 'fill-success'}
        />
      </svg>
      <p className="text-right font-medium">{row.amount}</p>
    </li>
  );
}
