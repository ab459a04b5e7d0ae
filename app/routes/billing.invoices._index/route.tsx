import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/cloudflare';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { SkeletonRows } from '../../components/ui/skeleton.tsx';
import { type FieldError, isBillingError } from '../../domain/errors.ts';
import { listInvoicesQuerySchema, toListInvoicesQuery } from '../../http/api/list-invoices-query.ts';
import { parseQuery } from '../../http/api/parse-query.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { withoutEmpty } from '../../pages/without-empty.ts';
import { listInvoices } from '../../services/invoices/list-invoices.ts';
import { FilterError } from './filter-error.tsx';
import { Filters } from './filters.tsx';
import { InvoiceCards } from './invoice-cards.tsx';
import { InvoiceTable } from './invoice-table.tsx';
import { readFilters, toInvoicesView } from './invoices-view.server.ts';
import type { InvoicesView } from './invoices-view.ts';
import { NoInvoices } from './no-invoices.tsx';
import { Pagination } from './pagination.tsx';

export const meta: MetaFunction = () => [{ title: 'Invoices · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  const search = withoutEmpty(new URL(args.request.url).searchParams);
  return loadCustomerPage(args, 'invoice.list_read', async ({ ctx, customerId, locale, reading }) => {
    const query = readQuery(search);
    if ('errors' in query) {
      return data(
        { view: null, filters: readFilters(search), errors: query.errors, reading: null },
        { status: 400 },
      );
    }
    const result = await listInvoices(ctx, { customerId, ...query });
    const view = toInvoicesView(result, { search, locale });
    return data({ view, filters: view.filters, errors: [] as readonly FieldError[], reading: reading() });
  });
}

function readQuery(search: URLSearchParams) {
  try {
    return toListInvoicesQuery(parseQuery(listInvoicesQuerySchema, search));
  } catch (error) {
    if (isBillingError(error) && error.code === 'invalid_request') return { errors: error.fields };
    throw error;
  }
}

export default function InvoicesPage() {
  const { view, filters, errors } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title="Invoices">Newest first. Dates are in UTC.</PageHeader>
      <Filters filters={filters} errors={errors} />
      {view === null ? <FilterError errors={errors} /> : <Invoices view={view} />}
    </>
  );
}

function Invoices({ view }: { view: InvoicesView }) {
  const isWaiting = useNavigation().location?.pathname === '/billing/invoices';
  if (view.rows.length === 0) return <NoInvoices view={view} />;
  return (
    <>
      <div aria-busy={isWaiting} className="relative">
        <Card className="hidden md:block">
          <InvoiceTable rows={view.rows} />
        </Card>
        <InvoiceCards rows={view.rows} />
        {isWaiting && <SkeletonRows />}
      </div>
      <Pagination view={view} />
    </>
  );
}
