import { beforeEach, describe, expect, test } from 'vitest';
import { ownerSql, staffActor, testBindings, testContext } from '../../../dev/testing/workers.ts';
import cron from '../../../workers/cron.ts';
import { JOB_NAMES } from './job-name.ts';
import { listJobs } from './list-jobs.ts';
import { type RequestJobRunInput, requestJobRun } from './request-job-run.ts';

const admin = testContext({ actor: { ...staffActor('admin'), role: 'admin' as const } });
const readonly = testContext({ actor: staffActor('readonly') });

function wanted(change: Partial<RequestJobRunInput> = {}): RequestJobRunInput {
  return {
    id: crypto.randomUUID(),
    job: 'dunning',
    keyword: 'dunning',
    reason: 'A card was replaced.',
    ...change,
  };
}

async function actions(): Promise<unknown[]> {
  return ownerSql(
    `SELECT action, actor_id, object_id FROM billing_audit WHERE action LIKE 'job.%' AND request_id <> ''
     AND occurred_at >= '2026-01-01' ORDER BY id`,
  );
}

beforeEach(async () => {
  await ownerSql('DELETE FROM job_requests');
  await ownerSql('DELETE FROM job_runs');
  await ownerSql('ALTER TABLE billing_audit DISABLE TRIGGER USER');
  await ownerSql('DELETE FROM billing_audit');
  await ownerSql('ALTER TABLE billing_audit ENABLE TRIGGER USER');
});

function consume(): Promise<void> {
  return cron.queue({ messages: [{ body: { look: 'job-requests' } }] } as never, testBindings());
}

function sweep(): Promise<void> {
  return cron.scheduled(
    { cron: 'events', scheduledTime: Date.parse('2026-04-15T12:05:00Z'), noRetry() {} } as never,
    testBindings(),
  );
}

async function jobNamed(name: string) {
  return (await listJobs(admin)).find((job) => job.name === name);
}

describe('requestJobRun', () => {
  test('the consumer runs the job once, and request, run and audit say who asked and why', async () => {
    await requestJobRun(admin, wanted());
    expect((await jobNamed('dunning'))?.openRequest).toMatchObject({ status: 'queued' });
    await consume();
    await consume();
    const job = await jobNamed('dunning');
    expect(job?.openRequest).toBeNull();
    expect(job?.runs).toMatchObject([
      { status: 'succeeded', request: { requestedBy: 'admin@apex.test', reason: 'A card was replaced.' } },
    ]);
    expect(await actions()).toEqual([
      { action: 'job.run_requested', actor_id: 'user_admin', object_id: 'dunning' },
      { action: 'job.run_succeeded', actor_id: 'job:requested', object_id: 'dunning' },
    ]);
  });

  test('a lost message costs a minute: the sweep runs it', async () => {
    await requestJobRun(admin, wanted());
    await sweep();
    expect((await jobNamed('dunning'))?.runs).toHaveLength(1);
  });

  test('the same form twice asks once; another one while it waits is a conflict', async () => {
    const input = wanted();
    await requestJobRun(admin, input);
    await requestJobRun(admin, input);
    await expect(requestJobRun(admin, wanted())).rejects.toMatchObject({ code: 'conflict' });
    await requestJobRun(admin, wanted({ job: 'audit-seal', keyword: 'audit-seal' }));
    expect(await actions()).toHaveLength(2);
    expect(await ownerSql('SELECT FROM job_requests')).toHaveLength(2);
  });

  test('a run that was killed is taken up after its lease, under a run of its own', async () => {
    await requestJobRun(admin, wanted());
    await ownerSql(
      `UPDATE job_requests SET status = 'running', job_run_id = gen_random_uuid(), lease_until = '2026-04-15T11:59:59Z'`,
    );
    await consume();
    expect(await ownerSql('SELECT status FROM job_requests')).toEqual([{ status: 'succeeded' }]);
    await ownerSql(`UPDATE job_requests SET status = 'running', lease_until = '2099-01-01'`);
    await consume();
    expect(await ownerSql('SELECT status FROM job_requests')).toEqual([{ status: 'running' }]);
  });

  test('a job that fails leaves a failed request, and the next request still runs', async () => {
    await ownerSql(`ALTER TABLE dunning_cases RENAME TO dunning_cases_away`);
    try {
      await requestJobRun(admin, wanted());
      await requestJobRun(admin, wanted({ job: 'audit-seal', keyword: 'audit-seal' }));
      await consume();
    } finally {
      await ownerSql(`ALTER TABLE dunning_cases_away RENAME TO dunning_cases`);
    }
    expect(await ownerSql('SELECT job, status FROM job_requests ORDER BY job')).toEqual([
      { job: 'audit-seal', status: 'succeeded' },
      { job: 'dunning', status: 'failed' },
    ]);
    expect(await jobNamed('dunning')).toMatchObject({ failuresLastDay: 1, runs: [{ status: 'failed' }] });
  });

  test.each([
    ['another word', wanted({ keyword: 'events' }), 'keyword'],
    ['no reason', wanted({ reason: ' ' }), 'reason'],
    ['an unknown job', wanted({ job: 'drop-tables', keyword: 'drop-tables' }), 'job'],
  ])('%s asks nothing', async (_, input, path) => {
    await expect(requestJobRun(admin, input)).rejects.toMatchObject({
      code: 'invalid_value',
      fields: [{ path }],
    });
    expect(await ownerSql('SELECT FROM job_requests')).toEqual([]);
  });

  test('readonly sees the jobs and cannot ask', async () => {
    await expect(requestJobRun(readonly as never, wanted())).rejects.toMatchObject({ code: 'forbidden' });
    expect(await listJobs(readonly)).toHaveLength(JOB_NAMES.length);
  });
});
