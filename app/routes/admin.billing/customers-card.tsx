import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import type { CustomerView } from './admin-view.ts';

const COLUMNS: readonly Column<CustomerView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: (row) => (
      <>
        <Link to={`/billing/usage?customer_id=${row.id}`} className={LINK_CLASS}>
          {row.name}
        </Link>
        <span className="block font-normal text-muted text-xs">{row.email}</span>
      </>
    ),
  },
  { header: 'Plan', cell: (row) => row.plan },
  {
    header: 'Status',
    cell: (row) => (row.status === null ? '–' : <Chip tone={row.status.tone}>{row.status.label}</Chip>),
  },
  { header: 'Period ends', cell: (row) => <span className="whitespace-nowrap">{row.renewal}</span> },
  {
    header: 'Open',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap font-medium">{row.open ?? '–'}</span>,
  },
];

export function CustomersCard({ customers }: { customers: readonly CustomerView[] }) {
  return (
    <Card labelledBy="customers-title">
      <CardHeader id="customers-title" title="Customers">
        {customers.length === 0 ? 'Nobody yet.' : 'Open one to read its pages. That you looked is audited.'}
      </CardHeader>
      {customers.length > 0 && (
        <DataTable caption="Customers" columns={COLUMNS} rows={customers} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}
