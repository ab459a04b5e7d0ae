import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import type { DunningRow, InvoiceRow, PaymentRow, Status, SubscriptionRow } from './story-view.ts';

function chip({ status }: { status: Status }): ReactNode {
  return <Chip tone={status.tone}>{status.label}</Chip>;
}

function whole(text: string): ReactNode {
  return <span className="whitespace-nowrap">{text}</span>;
}

const SUBSCRIPTIONS: readonly Column<SubscriptionRow>[] = [
  { header: 'Plan', isTitle: true, cell: (row) => row.plan },
  { header: 'Status', cell: chip },
  { header: 'Since', cell: (row) => whole(row.since) },
  { header: 'Until', cell: (row) => whole(row.until) },
  { header: 'In Stripe', cell: (row) => <Mono>{row.stripeId}</Mono> },
];

const INVOICES: readonly Column<InvoiceRow>[] = [
  {
    header: 'Invoice',
    isTitle: true,
    cell: (row) => (
      <Link to={row.to} className={`${LINK_CLASS} whitespace-nowrap`}>
        {row.number}
      </Link>
    ),
  },
  {
    header: 'Status',
    cell: (row) => (
      <span className="inline-flex flex-wrap gap-1">
        {chip(row)}
        {row.review !== null && (
          <Link to="/admin/billing/reviews">
            <Chip tone="warning">{row.review}</Chip>
          </Link>
        )}
      </span>
    ),
  },
  { header: 'Made', cell: (row) => whole(row.created) },
  {
    header: 'Total',
    align: 'right',
    cell: (row) => (
      <>
        <span className="whitespace-nowrap font-medium">{row.total}</span>
        {row.remaining !== null && (
          <span className="block text-muted text-xs">{row.remaining} still open</span>
        )}
      </>
    ),
  },
];

const PAYMENTS: readonly Column<PaymentRow>[] = [
  {
    header: 'Invoice',
    isTitle: true,
    cell: ({ invoice }) =>
      invoice === null ? (
        '–'
      ) : (
        <Link to={invoice.to} className={`${LINK_CLASS} whitespace-nowrap`}>
          {invoice.number}
        </Link>
      ),
  },
  { header: 'Status', cell: chip },
  { header: 'When', cell: (row) => row.when },
  {
    header: 'Amount',
    align: 'right',
    cell: (row) => (
      <>
        <span className="whitespace-nowrap font-medium">{row.amount}</span>
        <span className="block whitespace-nowrap text-muted text-xs">{row.refunded ?? row.method}</span>
      </>
    ),
  },
];

const DUNNING: readonly Column<DunningRow>[] = [
  {
    header: 'Invoice',
    isTitle: true,
    cell: (row) => (
      <Link to={row.to} className={`${LINK_CLASS} whitespace-nowrap`}>
        {row.number}
      </Link>
    ),
  },
  { header: 'State', cell: chip },
  { header: 'Opened', cell: (row) => whole(row.opened) },
  { header: 'Next try', cell: (row) => row.next },
  { header: 'Retries', align: 'right', cell: (row) => row.attempts },
];

interface TableCardProps<Row> {
  id: string;
  title: string;
  none: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}

function TableCard<Row extends { id: string }>({ id, title, none, columns, rows }: TableCardProps<Row>) {
  return (
    <Card labelledBy={id}>
      <CardHeader id={id} title={title}>
        {rows.length === 0 && none}
      </CardHeader>
      {rows.length > 0 && (
        <DataTable caption={title} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
    </Card>
  );
}

export function SubscriptionsCard({ rows }: { rows: readonly SubscriptionRow[] }) {
  return (
    <TableCard
      id="story-subscriptions"
      title="Subscriptions"
      none="There has been none."
      columns={SUBSCRIPTIONS}
      rows={rows}
    />
  );
}

export function InvoicesCard({ rows }: { rows: readonly InvoiceRow[] }) {
  return (
    <TableCard
      id="story-invoices"
      title="Newest invoices"
      none="There is none yet."
      columns={INVOICES}
      rows={rows}
    />
  );
}

export function PaymentsCard({ rows }: { rows: readonly PaymentRow[] }) {
  return (
    <TableCard
      id="story-payments"
      title="Newest payments"
      none="Nothing has been charged yet."
      columns={PAYMENTS}
      rows={rows}
    />
  );
}

export function DunningCard({ rows }: { rows: readonly DunningRow[] }) {
  return (
    <TableCard
      id="story-dunning"
      title="Dunning"
      none="Every invoice was paid in time."
      columns={DUNNING}
      rows={rows}
    />
  );
}
