import { Form, Link } from '@remix-run/react';
import { Scale } from 'lucide-react';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Exact } from '../../components/ui/exact.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Select } from '../../components/ui/select.tsx';
import { KIND_WORDS } from '../../format/difference.ts';
import { CAUSE_WORDS } from '../../pages/reconciliation-words.ts';
import type { DifferenceView, RunPageView } from './run-view.ts';

/** The units of a meter, or what is said of an object field by field. */
function Side({ row, side }: { row: DifferenceView; side: 'ours' | 'stripe' }) {
  if (row.fields.length === 0) {
    return (
      <Exact exact={row.exact[side]}>
        <span className="break-words">{row[side]}</span>
      </Exact>
    );
  }
  return (
    <ul className="space-y-1">
      {row.fields.map((field) => (
        <li key={field.label}>
          <span className="block text-muted text-xs">{field.label}</span>
          <span className="break-words">{field[side]}</span>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: readonly Column<DifferenceView>[] = [
  {
    header: 'Publisher',
    isTitle: true,
    cell: (row) => (
      <>
        {row.customerPath === null ? (
          row.customer
        ) : (
          <Link to={row.customerPath} className={LINK_CLASS}>
            {row.customer}
          </Link>
        )}
        <span className="block break-all text-muted text-xs">{row.title}</span>
        {row.detail !== null && <span className="block text-muted text-xs">{row.detail}</span>}
      </>
    ),
  },
  {
    header: 'Ours',
    align: 'right',
    cell: (row) => <Side row={row} side="ours" />,
  },
  {
    header: 'Stripe',
    align: 'right',
    cell: (row) => <Side row={row} side="stripe" />,
  },
  {
    header: 'Difference',
    align: 'right',
    cell: (row) => <Exact exact={row.exact.difference}>{row.difference}</Exact>,
  },
  { header: 'Money', align: 'right', cell: (row) => row.money },
  {
    header: 'Likely cause',
    cell: (row) => (
      <>
        <Chip tone={row.isKnown ? 'neutral' : 'warning'}>
          {row.isKnown ? `${row.cause} · with a person` : row.cause}
        </Chip>
        {row.casePath !== null && (
          <Link to={row.casePath} className={`${LINK_CLASS} ml-2 text-xs`}>
            Case
          </Link>
        )}
        <ul className="mt-1 text-muted text-xs">
          {row.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </>
    ),
  },
];

const FIELD =
  'h-10 rounded-md border border-edge bg-card px-3 text-sm text-strong shadow-1 hover:border-faint';

function Filters({ filters, filterNote }: Pick<RunPageView, 'filters' | 'filterNote'>) {
  const options = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => (
      <option key={value} value={value}>
        {label}
      </option>
    ));
  return (
    <Form method="get" className="flex flex-wrap items-end gap-3 px-4 pb-4 md:px-6">
      <label htmlFor="kind" className="text-muted text-xs">
        Kind
        <Select id="kind" name="kind" defaultValue={filters.kind} className={FIELD}>
          <option value="">All</option>
          {options(KIND_WORDS)}
        </Select>
      </label>
      <label htmlFor="cause" className="text-muted text-xs">
        Cause
        <Select id="cause" name="cause" defaultValue={filters.cause} className={FIELD}>
          <option value="">All</option>
          {options(CAUSE_WORDS)}
        </Select>
      </label>
      <label htmlFor="customer" className="text-muted text-xs">
        Publisher
        <input
          id="customer"
          name="customer"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          defaultValue={filters.customer}
          placeholder="Name, e-mail or id"
          aria-describedby={filterNote === null ? undefined : 'customer-note'}
          className={`${FIELD} block w-full`}
        />
      </label>
      <Button>Apply</Button>
      {filterNote !== null && (
        <p id="customer-note" className="w-full text-muted text-xs">
          {filterNote}
        </p>
      )}
    </Form>
  );
}

/** Fifty a page, the largest money first. */
function Pages({ view: { page, hasMore, filters } }: { view: RunPageView }) {
  if (page === 1 && !hasMore) return null;
  const to = (target: number) => {
    const given = Object.entries(filters).filter(([, value]) => value !== '');
    return `?${new URLSearchParams([...given, ['page', String(target)]])}`;
  };
  return (
    <nav
      aria-label="Pages of differences"
      className="flex items-center justify-between gap-4 border-divider border-t px-4 py-3 text-sm md:px-6"
    >
      {page > 1 ? <ButtonLink to={to(page - 1)}>Previous</ButtonLink> : <span />}
      <span className="text-muted">Page {page}</span>
      {hasMore ? <ButtonLink to={to(page + 1)}>Next</ButtonLink> : <span />}
    </nav>
  );
}

/** What was left out by the filters is not said to be equal, nor is what could not be compared. */
function NoDifferences({ view: { filters, isRunning, error } }: { view: RunPageView }) {
  if (Object.values(filters).some((value) => value !== '')) {
    return (
      <EmptyState icon={Scale} title="None of these">
        Nothing that was found is of this kind, cause and publisher.
      </EmptyState>
    );
  }
  if (isRunning) {
    return (
      <EmptyState icon={Scale} title="Nothing yet">
        What is found appears here.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Scale} title="No differences">
      {error === null ? 'Both books say the same.' : 'What could be compared is the same in both books.'}
    </EmptyState>
  );
}

export function DifferencesCard({ view }: { view: RunPageView }) {
  return (
    <Card labelledBy="differences-title">
      <CardHeader
        id="differences-title"
        title="Differences"
        aside={
          <a href={`/admin/billing/reconciliation/${view.id}/csv?of=differences`} className={LINK_CLASS}>
            CSV
          </a>
        }
      />
      <Filters filters={view.filters} filterNote={view.filterNote} />
      {view.differences.length === 0 ? (
        <NoDifferences view={view} />
      ) : (
        <div className="overflow-x-auto">
          <DataTable
            caption="Differences"
            columns={COLUMNS}
            rows={view.differences}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      <Pages view={view} />
    </Card>
  );
}
