import { expect, test } from 'vitest';
import type { JobRun } from '../../services/jobs/list-jobs.ts';
import { toJobView } from './jobs-view.server.ts';

const ON_SCHEDULE: JobRun = {
  id: 'r1',
  job: 'usage-sync',
  status: 'succeeded',
  scheduledFor: new Date('2026-04-15T12:05:00Z'),
  startedAt: new Date('2026-04-15T12:05:00Z'),
  finishedAt: new Date('2026-04-15T12:05:04Z'),
  result: { sync: { rowsRead: 72, inserted: 60, changed: 12 } },
  error: null,
  request: null,
};
const ON_DEMAND: JobRun = {
  ...ON_SCHEDULE,
  request: { requestedBy: 'ada@apex.test', reason: 'The replica came back.' },
};

function view(run: JobRun) {
  const [only] = toJobView(
    {
      name: 'usage-sync',
      does: 'Reads.',
      cron: '5 * * * *',
      runs: [run],
      runsLastDay: 1,
      failuresLastDay: 0,
      openRequest: null,
    },
    { locale: 'en-US', now: new Date('2026-04-15T13:00:00Z'), mayRun: true, newId: () => 'id' },
  ).runs;
  return only;
}

test('a run on demand tells its counts as one on schedule does, and who asked for it beside them', () => {
  const counts = '72 rows read, 60 new hours, 12 hours changed';
  expect(view(ON_SCHEDULE)).toMatchObject({ line: counts, facts: counts.split(', '), request: null });
  expect(view(ON_DEMAND)).toMatchObject({
    line: counts,
    request: 'ada@apex.test: The replica came back.',
    isOnDemand: true,
  });
});

test('one that failed tells its error, on demand too', () => {
  expect(view({ ...ON_DEMAND, status: 'failed', error: 'the replica is behind' })?.line).toBe(
    'the replica is behind',
  );
});

test('one on demand that is under way tells who asked for it; one on schedule has nothing to tell yet', () => {
  const underWay = { status: 'running', finishedAt: null, result: null } as const;
  expect(view({ ...ON_DEMAND, ...underWay })?.line).toBe('ada@apex.test: The replica came back.');
  expect(view({ ...ON_SCHEDULE, ...underWay })?.line).toBe('');
});
