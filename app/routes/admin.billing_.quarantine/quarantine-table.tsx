import { Link } from '@remix-run/react';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { customerPath } from '../../pages/customer-path.ts';
import type { QuarantineRowView } from './quarantine-view.ts';

const COLUMNS: readonly Column<QuarantineRowView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: ({ customerId, customerName }) =>
      customerName === null ? (
        <Mono>{customerId}</Mono>
      ) : (
        <Link to={customerPath(customerId)} className={LINK_CLASS}>
          {customerName}
        </Link>
      ),
  },
  { header: 'Metric', cell: ({ metric }) => metric },
  { header: 'Hour', cell: ({ hour }) => <span className="whitespace-nowrap">{hour}</span> },
  {
    header: 'Reason',
    cell: ({ reason, meaning }) => (
      <>
        {reason}
        <span className="block text-muted text-xs">{meaning}</span>
      </>
    ),
  },
  { header: 'State', cell: ({ state }) => <Chip tone={state.tone}>{state.label}</Chip> },
  {
    header: 'Quantity',
    align: 'right',
    cell: ({ quantity }) => <span className="break-all">{quantity}</span>,
  },
  {
    header: 'Last seen',
    align: 'right',
    cell: ({ lastSeen }) => <span className="whitespace-nowrap">{lastSeen}</span>,
  },
];

export function QuarantineTable({ rows }: { rows: readonly QuarantineRowView[] }) {
  return <DataTable caption="Rows kept out" columns={COLUMNS} rows={rows} rowKey={({ key }) => key} />;
}
