import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import type { JobRunView } from './admin-view.ts';

const COLUMNS: readonly Column<JobRunView>[] = [
  {
    header: 'Job',
    isTitle: true,
    cell: (row) => (
      <>
        <Mono>{row.job}</Mono>
        {row.error && <span className="block break-words text-on-danger text-xs">{row.error}</span>}
      </>
    ),
  },
  { header: 'Status', cell: (row) => <Chip tone={row.status.tone}>{row.status.label}</Chip> },
  { header: 'Scheduled for', cell: (row) => <span className="whitespace-nowrap">{row.scheduled}</span> },
  {
    header: 'Took',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap">{row.duration}</span>,
  },
];

export function JobRunsCard({ runs }: { runs: readonly JobRunView[] }) {
  return (
    <Card labelledBy="runs-title">
      <CardHeader
        id="runs-title"
        title="Last run of each job"
        aside={
          <Link to="/admin/billing/jobs" className={`${LINK_CLASS} text-sm`}>
            All jobs
          </Link>
        }
      >
        {runs.length === 0 && 'No job has run yet.'}
      </CardHeader>
      {runs.length > 0 && (
        <DataTable caption="Last run of each job" columns={COLUMNS} rows={runs} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}
