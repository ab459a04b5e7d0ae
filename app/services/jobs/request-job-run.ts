import { z } from 'zod';
import { schema } from '../../db/client.ts';
import { violatedUnique } from '../../db/violated-unique.ts';
import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { type Confirmation, requireConfirmed } from '../confirmation.ts';
import type { ServiceContext } from '../context.ts';
import { JOB_NAMES, type JobName } from './job-name.ts';

type AdminContext = ServiceContext & {
  readonly actor: Extract<Actor, { kind: 'staff' }> & { role: 'admin' };
};

export interface RequestJobRunInput extends Confirmation {
  /** The form's own, so that sending it twice asks once. */
  id: unknown;
  job: unknown;
}

/**
 * Asks the cron Worker to run a job now; the keyword is the job's name. The same `id` again asks nothing more. Throws
 * `conflict` while an earlier request for the job is open, `invalid_value` naming the field.
 */
export async function requestJobRun(ctx: AdminContext, input: RequestJobRunInput): Promise<void> {
  if (ctx.actor.role !== 'admin') throw new BillingError('forbidden', 'Only an administrator can run a job.');
  const job = parseJob(input.job);
  const reason = requireConfirmed(input, job);
  const id = z.guid().safeParse(input.id).data ?? ctx.newId();
  const { jobRequests } = schema;
  const row = {
    id,
    job,
    reason,
    requestedBy: ctx.actor.email,
    status: 'queued' as const,
    requestedAt: ctx.now,
  };
  try {
    await ctx.db.batch({ kind: 'system' }, (db) => [
      audited(
        db,
        db
          .insert(jobRequests)
          .values(row)
          .onConflictDoNothing({ target: jobRequests.id })
          .returning({ id: jobRequests.id }),
        auditRow(ctx, {
          action: 'job.run_requested',
          objectType: 'job',
          objectId: job,
          after: { requestId: id, reason },
        }),
      ),
    ]);
  } catch (error) {
    if (violatedUnique(error) !== 'job_requests_open_unique') throw error;
    throw new BillingError('conflict', `A run of ${job} has been asked for already and is not over yet.`);
  }
}

function parseJob(job: unknown): JobName {
  const known = JOB_NAMES.find((name) => name === job);
  if (known !== undefined) return known;
  throw new BillingError('invalid_value', 'There is no such job.', {
    fields: [{ path: 'job', message: `must be one of ${JOB_NAMES.join(', ')}` }],
  });
}
