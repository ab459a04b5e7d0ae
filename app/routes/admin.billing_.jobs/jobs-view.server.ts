import { cronInWords } from '../../format/cron.ts';
import { formatAge, formatDateTime } from '../../format/dates.ts';
import { formatDuration } from '../../format/duration.ts';
import { jobFacts, jobGist } from '../../format/job-gist.ts';
import { JOB_RUN_STATUS } from '../../format/job-status.ts';
import { formatCount } from '../../format/metric.ts';
import type { JobRun, JobSummary } from '../../services/jobs/list-jobs.ts';
import type { JobRunView, JobView } from './jobs-view.ts';

interface Reader {
  locale: string;
  now: Date;
  mayRun: boolean;
  newId(): string;
}

export function toJobView(job: JobSummary, reader: Reader): JobView {
  const { locale, now } = reader;
  const [last] = job.runs;
  const { openRequest, failuresLastDay, runsLastDay } = job;
  const runs = `${formatCount(runsLastDay, locale)} ${runsLastDay === 1 ? 'run' : 'runs'}`;
  return {
    name: job.name,
    does: job.does,
    schedule: cronInWords(job.cron),
    status: last === undefined ? null : JOB_RUN_STATUS[last.status],
    lastDay: `${runs} in 24 hours, ${failuresLastDay === 0 ? 'none' : formatCount(failuresLastDay, locale)} failed`,
    openRequest:
      openRequest === null
        ? null
        : `${openRequest.requestedBy} asked for a run ${formatAge(openRequest.requestedAt, now)}; it is ${openRequest.status}: ${openRequest.reason}`,
    requestId: reader.mayRun && openRequest === null ? reader.newId() : null,
    runs: job.runs.map((run) => toJobRunView(run, locale)),
  };
}

function toJobRunView(run: JobRun, locale: string): JobRunView {
  const { finishedAt, startedAt } = run;
  const request = run.request && `${run.request.requestedBy}: ${run.request.reason}`;
  return {
    id: run.id,
    status: JOB_RUN_STATUS[run.status],
    started: formatDateTime(startedAt, locale),
    instant: startedAt.toISOString(),
    duration: finishedAt === null ? '–' : formatDuration(finishedAt.getTime() - startedAt.getTime()),
    isOnDemand: request !== null,
    request,
    error: run.error,
    line: run.error ?? (jobGist(run.result, locale) || (request ?? '')),
    facts: jobFacts(run.result, locale),
    result: run.result === null ? null : JSON.stringify(run.result, null, 2),
  };
}
