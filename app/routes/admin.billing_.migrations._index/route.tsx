import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData } from '@remix-run/react';
import { Send } from 'lucide-react';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { previewNotes } from '../../domain/migration-request.ts';
import { formatDateTime } from '../../format/dates.ts';
import { supportedLocale } from '../../format/locale.ts';
import { migrationStatusWords } from '../../format/migration-status.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { listMigrationRequests } from '../../services/migration/list-migration-requests.ts';

export const meta: MetaFunction = () => [{ title: 'Migrations · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const locale = supportedLocale(ctx.actor.locale);
  return loadPage(args, async () => ({
    requests: (await listMigrationRequests(ctx)).map((request) => ({
      id: request.id,
      customerName: request.customerName,
      channel: request.channel,
      status: migrationStatusWords(request.status),
      submitted: formatDateTime(request.createdAt, locale),
      preview: previewNotes(request.notes),
    })),
    reading: reading(),
  }));
}

type Row = Awaited<ReturnType<typeof loader>>['requests'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    header: 'Publisher',
    isTitle: true,
    cell: ({ id, customerName }) => (
      <Link to={`/admin/billing/migrations/${id}`} className={LINK_CLASS}>
        {customerName}
      </Link>
    ),
  },
  { header: 'Where to', cell: ({ channel }) => <span className="capitalize">{channel}</span> },
  { header: 'State', cell: ({ status }) => <Chip tone={status.tone}>{status.label}</Chip> },
  { header: 'Notes', cell: ({ preview }) => <span className="line-clamp-2 text-muted">{preview}</span> },
  { header: 'Submitted', align: 'right', cell: ({ submitted }) => submitted },
];

export default function MigrationsPage() {
  const { requests } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title="Migrations">What publishers asked to be moved, open requests first.</PageHeader>
      <Card>
        {requests.length === 0 ? (
          <EmptyState icon={Send} title="No requests">
            When a publisher asks for a sandbox or production move in its settings, it stands here.
          </EmptyState>
        ) : (
          <DataTable caption="Migration requests" columns={COLUMNS} rows={requests} rowKey={({ id }) => id} />
        )}
      </Card>
    </>
  );
}
