import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { SearchIcon, Users } from 'lucide-react';
import { z } from 'zod';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { findCustomers } from '../../services/customers/find-customers.ts';
import { type CustomerView, toCustomersView } from './customers-view.server.ts';

const ROWS_PER_PAGE = 25;

export const meta: MetaFunction = () => [{ title: 'Customers · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const search = new URL(args.request.url).searchParams;
  const text = (search.get('q') ?? '').trim();
  const id = z.guid().safeParse(search.get('after')).data;
  const after = id === undefined ? null : { id, name: search.get('after_name') ?? '' };
  return loadPage(args, async () => {
    const found = await findCustomers(ctx, { text, after, limit: ROWS_PER_PAGE });
    const locale = supportedLocale(ctx.actor.locale);
    return { text, ...toCustomersView(found, { text, locale }), reading: reading() };
  });
}

const COLUMNS: readonly Column<CustomerView>[] = [
  {
    header: 'Customer',
    isTitle: true,
    cell: (row) => (
      <>
        <Link to={customerPath(row.id)} className={LINK_CLASS}>
          {row.name}
        </Link>
        <span className="block break-all font-normal text-muted text-xs">{row.email}</span>
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

export default function CustomersPage() {
  const { text, customers, next, more } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title="Customers">Open one to read its whole story. That you looked is audited.</PageHeader>
      <Form method="get" role="search" className="mb-6 flex gap-2">
        <span className="relative min-w-0 flex-1">
          <SearchIcon
            aria-hidden="true"
            className="pointer-events-none absolute top-3 left-3 size-4 text-muted"
          />
          <input
            key={text}
            type="search"
            name="q"
            aria-label="Name, e-mail, id or invoice number"
            placeholder="Name, e-mail, id or invoice number"
            defaultValue={text}
            maxLength={200}
            spellCheck={false}
            className="h-10 w-full rounded-md border border-edge bg-card pr-3 pl-9 text-sm text-strong shadow-1 hover:border-faint placeholder:text-muted"
          />
        </span>
        <Button kind="primary">Search</Button>
      </Form>
      <Card>
        {customers.length === 0 ? (
          <EmptyState icon={Users} title={text === '' ? 'Nobody yet' : 'Nobody found'}>
            {text === ''
              ? 'Customers stand here once they are onboarded.'
              : `No name, e-mail address, id or invoice number has “${text}” in it.`}
          </EmptyState>
        ) : (
          <DataTable caption="Customers" columns={COLUMNS} rows={customers} rowKey={({ id }) => id} />
        )}
      </Card>
      <div className="mt-4 flex items-center justify-between gap-4">
        <p role="status" className="text-muted text-sm">
          {more}
        </p>
        {next !== null && <ButtonLink to={next}>More customers</ButtonLink>}
      </div>
    </>
  );
}
