import { CircleCheck, CircleX, Clock, type LucideIcon, ReceiptText, RotateCcw, Undo2 } from 'lucide-react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import type { TimelineEntry } from './invoice-view.ts';

const LOOKS: Readonly<Record<TimelineEntry['kind'], readonly [LucideIcon, string]>> = {
  paid: [CircleCheck, 'text-on-success'],
  failed: [CircleX, 'text-on-danger'],
  pending: [Clock, 'text-on-info'],
  refunded: [Undo2, 'text-on-info'],
  credited: [ReceiptText, 'text-on-info'],
  planned: [RotateCcw, 'text-on-warning'],
};

export function PaymentsCard({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <Card labelledBy="payments-title">
      <CardHeader id="payments-title" title="Payments and credits">
        {entries.length === 0 && 'No payment was tried yet.'}
      </CardHeader>
      {entries.length > 0 && (
        <ol className="divide-y divide-divider border-divider border-t">
          {entries.map((entry) => (
            <Entry key={entry.key} entry={entry} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Entry({ entry: { kind, title, detail, amount, instant, when } }: { entry: TimelineEntry }) {
  const [Icon, tone] = LOOKS[kind];
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-sm md:px-6">
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-5 shrink-0', tone)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {detail && <p className="text-muted">{detail}</p>}
        <time dateTime={instant} className="text-muted text-xs tabular-nums">
          {when}
        </time>
      </div>
      {amount && (
        <span
          className={classNames(
            'whitespace-nowrap font-medium tabular-nums',
            kind === 'failed' && 'text-muted line-through',
          )}
        >
          {amount}
        </span>
      )}
    </li>
  );
}
