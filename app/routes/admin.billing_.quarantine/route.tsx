import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData } from '@remix-run/react';
import { PackageCheck, SearchX } from 'lucide-react';
import { buttonClass } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { listQuarantine } from '../../services/usage/quarantine/list-quarantine.ts';
import { FilterForm } from './filter-form.tsx';
import { parseQuarantineQuery, ROWS_PER_PAGE } from './quarantine-query.ts';
import { QuarantineTable } from './quarantine-table.tsx';
import { toQuarantineView } from './quarantine-view.server.ts';
import type { QuarantineView } from './quarantine-view.ts';

export const meta: MetaFunction = () => [{ title: 'Usage quarantine · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const { searchParams: search } = new URL(args.request.url);
  const { state, reason, page } = parseQuarantineQuery(search);
  return loadPage(args, async () => {
    const found = await listQuarantine(ctx, { state, reason, page, limit: ROWS_PER_PAGE });
    const filters = { state, reason: reason ?? '' };
    const locale = supportedLocale(ctx.actor.locale);
    return { view: toQuarantineView(found, { locale, now: ctx.now, search, filters }), reading: reading() };
  });
}

export default function QuarantinePage() {
  const { view } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title="Usage quarantine">
        Rows of the analytics replica that could not be billed. Nothing is dropped: they wait here.
      </PageHeader>
      <FilterForm filters={view.filters} />
      <Card labelledBy="quarantine-title">
        {view.rows.length === 0 ? (
          <Nothing view={view} />
        ) : (
          <>
            <CardHeader id="quarantine-title" title={view.rangeLabel}>
              <OpenByReason open={view.open} />
            </CardHeader>
            <QuarantineTable rows={view.rows} />
          </>
        )}
      </Card>
      <Pages previous={view.previous} next={view.next} />
    </>
  );
}

function OpenByReason({ open }: { open: QuarantineView['open'] }) {
  if (open.length === 0) return <>Every one of them was taken since.</>;
  return (
    <ul className="flex flex-wrap gap-x-4">
      {open.map(({ reason, label, count }) => (
        <li key={reason} className="tabular-nums">
          <Link to={`?reason=${reason}`} className={LINK_CLASS}>
            {label}
          </Link>{' '}
          {count}
        </li>
      ))}
    </ul>
  );
}

function Nothing({ view }: { view: QuarantineView }) {
  const isFiltered = view.filters.reason !== '' || view.filters.state !== 'open';
  if (!isFiltered && view.previous === null) {
    return (
      <EmptyState icon={PackageCheck} title="Every row was taken">
        <span id="quarantine-title">
          A row with a negative, fractional or future quantity, or of nobody we know, would stand here.
        </span>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title="No row matches"
      action={
        <Link to="?" className={buttonClass()}>
          Show what is kept out
        </Link>
      }
    >
      <span id="quarantine-title">Try another state or reason.</span>
    </EmptyState>
  );
}

function Pages({ previous, next }: Pick<QuarantineView, 'previous' | 'next'>) {
  if (previous === null && next === null) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-end gap-2">
      {previous !== null && (
        <Link to={previous} className={buttonClass({ kind: 'secondary' })}>
          Previous
        </Link>
      )}
      {next !== null && (
        <Link to={next} className={buttonClass({ kind: 'secondary' })}>
          Next
        </Link>
      )}
    </nav>
  );
}
