import { Link } from '@remix-run/react';
import { Chip, type Tone } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { customerPath } from '../../pages/customer-path.ts';

export interface EventRow {
  stripeEventId: string;
  type: string;
  status: { label: string; tone: Tone };
  note: string | null;
  object: string | null;
  customer: { id: string; name: string } | null;
  received: string;
  wasSwept: boolean;
}

const COLUMNS: readonly Column<EventRow>[] = [
  {
    header: 'Event',
    isTitle: true,
    cell: ({ stripeEventId, type, note }) => (
      <>
        <Link to={`/admin/billing/events/${stripeEventId}`} className={LINK_CLASS}>
          {type}
        </Link>
        <span className="block font-normal text-muted text-xs">
          <Mono>{stripeEventId}</Mono>
        </span>
        {note !== null && (
          <span className="line-clamp-2 block break-words font-normal text-on-danger text-xs">{note}</span>
        )}
      </>
    ),
  },
  { header: 'Status', cell: ({ status }) => <Chip tone={status.tone}>{status.label}</Chip> },
  { header: 'About', cell: ({ object }) => (object === null ? '–' : <Mono>{object}</Mono>) },
  {
    header: 'Customer',
    cell: ({ customer }) =>
      customer === null ? (
        '–'
      ) : (
        <Link to={customerPath(customer.id)} className={LINK_CLASS}>
          {customer.name}
        </Link>
      ),
  },
  {
    header: 'Received',
    align: 'right',
    cell: ({ received, wasSwept }) => (
      <>
        <span className="whitespace-nowrap">{received}</span>
        {wasSwept && <span className="block text-muted text-xs">found by the sweep</span>}
      </>
    ),
  },
];

export function EventsTable({ rows }: { rows: readonly EventRow[] }) {
  return (
    <DataTable
      caption="Webhook events, newest first"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ stripeEventId }) => stripeEventId}
    />
  );
}
