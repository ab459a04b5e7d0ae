import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { readConfirmation } from '../../pages/confirm-form.server.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { useAutoRefresh } from '../../pages/use-auto-refresh.ts';
import { listJobs } from '../../services/jobs/list-jobs.ts';
import { requestJobRun } from '../../services/jobs/request-job-run.ts';
import { JobCard } from './job-card.tsx';
import { toJobView } from './jobs-view.server.ts';

export const meta: MetaFunction = () => [{ title: 'Jobs · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const jobs = await listJobs(ctx);
    const reader = {
      locale: supportedLocale(ctx.actor.locale),
      now: ctx.now,
      mayRun: ctx.actor.role === 'admin',
      newId: ctx.newId,
    };
    return { jobs: jobs.map((job) => toJobView(job, reader)), reading: reading() };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  return loadPage(args, async () => {
    const { keyword, reason, field } = await readConfirmation(args.request);
    const job = field('job');
    const refusal = await submitForm(() => requestJobRun(ctx, { id: field('id'), job, keyword, reason }));
    if (refusal !== null) return data({ refused: { job, reason, refusal } }, { status: 422 });
    // The request is safe in the database: without the message the sweep finds it within a minute.
    await args.context.runtime.wake({ look: 'job-requests' }).catch((error: unknown) => {
      ctx.logger.warn('the cron Worker was not woken', { error: String(error) });
    });
    throw redirect('/admin/billing/jobs');
  });
}

export default function JobsPage() {
  const { jobs } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>()?.refused ?? null;
  useAutoRefresh(jobs.some(({ openRequest }) => openRequest !== null));
  return (
    <>
      <PageHeader title="Jobs">What the cron Worker does by itself, and how it went.</PageHeader>
      <div className="space-y-6">
        {jobs.map((job) => (
          <JobCard key={job.name} job={job} refused={refused?.job === job.name ? refused : null} />
        ))}
      </div>
    </>
  );
}
