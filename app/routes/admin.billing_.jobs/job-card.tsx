import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { ConfirmForm, type RefusedConfirmation } from '../../components/ui/confirm-form.tsx';
import { Facts } from '../../components/ui/page-header.tsx';
import type { JobRunView, JobView } from './jobs-view.ts';

export function JobCard({ job, refused }: { job: JobView; refused: RefusedConfirmation | null }) {
  const id = `job-${job.name}`;
  return (
    <Card labelledBy={id}>
      <CardHeader
        id={id}
        title={job.name}
        aside={job.status && <Chip tone={job.status.tone}>{job.status.label}</Chip>}
      >
        <p>{job.does}</p>
        <Facts>
          <span>{job.schedule}</span>
          <span>{job.lastDay}</span>
        </Facts>
      </CardHeader>
      {(job.openRequest !== null || job.requestId !== null || refused !== null) && (
        <div className="px-4 pb-4 md:px-6">
          {job.openRequest !== null && <p className="text-sm">{job.openRequest}</p>}
          {job.requestId !== null && (
            <ConfirmForm
              title="Run now"
              keyword={job.name}
              button={`Run ${job.name}`}
              hidden={{ job: job.name, id: job.requestId }}
              refused={refused}
            >
              The cron Worker runs it within a minute, beside its schedule. Running a job twice does nothing
              twice.
            </ConfirmForm>
          )}
        </div>
      )}
      {job.runs.length === 0 ? (
        <p className="border-divider border-t px-4 py-4 text-muted text-sm md:px-6">It has not run yet.</p>
      ) : (
        <ul
          aria-label={`Last runs of ${job.name}`}
          className="divide-y divide-divider border-divider border-t"
        >
          {job.runs.map((run) => (
            <li key={run.id}>
              <Run run={run} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Run({ run }: { run: JobRunView }) {
  return (
    <details className="group">
      <summary className="flex list-none flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm tabular-nums hover:bg-hover md:px-6">
        <time dateTime={run.instant} className="whitespace-nowrap text-muted md:w-52">
          {run.started}
        </time>
        <Chip tone={run.status.tone}>{run.status.label}</Chip>
        {run.isOnDemand && <Chip tone="neutral">On demand</Chip>}
        <span className="min-w-0 flex-1 basis-48 truncate text-muted">{run.line}</span>
        <span className="whitespace-nowrap">{run.duration}</span>
      </summary>
      <div className="space-y-2 bg-ground px-4 py-3 text-sm md:px-6">
        {run.request !== null && <p>Asked for by {run.request}</p>}
        {run.error !== null && <p className="break-words text-on-danger">{run.error}</p>}
        {run.facts.length > 0 && (
          <ul className="tabular-nums">
            {run.facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        )}
        {run.result === null ? (
          <p className="text-muted">No result.</p>
        ) : (
          <details>
            <summary className="w-fit rounded-sm text-muted text-xs hover:text-strong">As recorded</summary>
            <pre className="mt-2 whitespace-pre-wrap break-words font-mono text-xs">{run.result}</pre>
          </details>
        )}
      </div>
    </details>
  );
}
