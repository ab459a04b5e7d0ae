import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import type { DeadEventView } from './admin-view.ts';

const COLUMNS: readonly Column<DeadEventView>[] = [
  { header: 'Event', isTitle: true, cell: (row) => row.type },
  { header: 'About', cell: (row) => <Mono>{row.subject}</Mono> },
  { header: 'Last error', cell: (row) => <span className="break-words text-muted">{row.error}</span> },
  { header: 'Tries', align: 'right', cell: (row) => row.attempts },
  { header: 'Since', align: 'right', cell: (row) => <span className="whitespace-nowrap">{row.when}</span> },
];

export function DeadEventsCard({ events }: { events: readonly DeadEventView[] }) {
  return (
    <Card labelledBy="dead-title">
      <CardHeader
        id="dead-title"
        title="Dead events"
        aside={
          <Link to="/admin/billing/events?status=dead" className={`${LINK_CLASS} text-sm`}>
            Open the log
          </Link>
        }
      >
        Tried as often as we try; they wait for somebody to look.
      </CardHeader>
      <DataTable caption="Dead events" columns={COLUMNS} rows={events} rowKey={({ id }) => id} />
    </Card>
  );
}
