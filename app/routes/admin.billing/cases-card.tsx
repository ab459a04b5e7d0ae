import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { invoicePath } from '../../pages/invoice-paths.ts';
import type { CaseView } from './admin-view.ts';

const COLUMNS: readonly Column<CaseView>[] = [
  {
    header: 'Invoice',
    isTitle: true,
    cell: (row) => (
      <>
        <Link
          to={invoicePath(row.invoiceId, `?customer_id=${row.customerId}`)}
          className={classNames(LINK_CLASS, 'whitespace-nowrap')}
        >
          {row.invoiceNumber}
        </Link>
        <span className="block font-normal text-muted text-xs">{row.reason}</span>
      </>
    ),
  },
  {
    header: 'Customer',
    cell: (row) => (
      <Link to={customerPath(row.customerId)} className={LINK_CLASS}>
        {row.customerName}
      </Link>
    ),
  },
  { header: 'Status', cell: (row) => <Chip tone={row.status.tone}>{row.status.label}</Chip> },
  { header: 'Retries', align: 'right', cell: (row) => row.attempts },
  { header: 'Next try', cell: (row) => <span className="whitespace-nowrap">{row.next}</span> },
  {
    header: 'Owed',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap font-medium">{row.amount}</span>,
  },
];

export function CasesCard({ cases }: { cases: readonly CaseView[] }) {
  return (
    <Card labelledBy="cases-title">
      <CardHeader id="cases-title" title="Delinquent invoices">
        {cases.length === 0
          ? 'None. Every invoice was collected or is not due.'
          : 'The oldest debt first. Retried on day 3 and day 7, then past due.'}
      </CardHeader>
      {cases.length > 0 && (
        <DataTable caption="Delinquent invoices" columns={COLUMNS} rows={cases} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}
