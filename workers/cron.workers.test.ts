import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../dev/testing/usage.ts';
import {
  advanceClock,
  insertTestCustomer,
  ownerSql,
  testBindings,
  testContext,
  testRuntime,
} from '../dev/testing/workers.ts';
import cron from './cron.ts';
import { createJobContext } from './jobs/job-context.ts';
import { reportOutbox } from './jobs/report-outbox.ts';

const SCHEDULED = '2026-04-15T12:05:00.000Z';
const NO_REPLICA = 'postgres://billing_app:dev@127.0.0.1/no_such_database';

beforeAll(() => insertTestCatalog(testContext()));
beforeEach(async () => {
  await resetUsage();
  await ownerSql('DELETE FROM usage_sync_runs');
  await ownerSql('DELETE FROM job_runs');
});

function schedule(trigger: string, overrides: Record<string, string> = {}) {
  const controller = {
    cron: trigger,
    scheduledTime: Date.parse(SCHEDULED),
    type: 'scheduled',
    noRetry() {},
  } as const;
  return cron.scheduled(controller, testBindings(overrides));
}

function consume(...looks: ('events' | 'usage-outbox')[]) {
  const messages = looks.map((look) => ({ body: { look } }));
  return cron.queue({ messages } as never, testBindings());
}

async function jobRuns() {
  return ownerSql<{
    job: string;
    status: string;
    scheduled_for: string;
    error: string | null;
    result: unknown;
  }>(
    `SELECT job, status, error, result, finished_at IS NOT NULL AS finished,
       to_char(scheduled_for AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS scheduled_for
     FROM job_runs ORDER BY job`,
  );
}

async function insertPublisherWithHour() {
  const { id } = await insertTestCustomer({ stripeCustomerId: `cus_${crypto.randomUUID()}` });
  await insertTestSubscription({
    customerId: id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  const hour = '2026-04-15T10:00:00.000Z';
  await setReplicaRows([
    { customerId: id, metric: 'impressions', hour, quantity: 5, updatedAt: '2026-04-15T11:00:00.000Z' },
  ]);
}

async function outboxStatuses() {
  return (await ownerSql<{ status: string }>('SELECT status FROM usage_outbox')).map(({ status }) => status);
}

describe('scheduled', () => {
  test('the trigger of the usage sync syncs and reports, in a run at its scheduled time', async () => {
    await insertPublisherWithHour();
    await schedule('5 * * * *');
    expect(await outboxStatuses()).toEqual(['accepted']);
    expect(await jobRuns()).toEqual([
      {
        job: 'usage-sync',
        status: 'succeeded',
        finished: true,
        error: null,
        scheduled_for: '2026-04-15 12:05',
        result: {
          sync: expect.objectContaining({ inserted: 1 }),
          report: expect.objectContaining({ accepted: 1 }),
          budgets: { customers: 0, crossed: 0, recovered: 0 },
          forecasts: expect.objectContaining({ customers: expect.any(Number) }),
        },
      },
    ]);
  });

  test.each(['usage-sync', 'events', 'dunning'])('in test, %s is also a trigger', async (name) => {
    await schedule(name);
    expect(await jobRuns()).toMatchObject([{ job: name, status: 'succeeded' }]);
  });

  test('elsewhere a name is not a trigger, and an unknown trigger is an error', async () => {
    const production = {
      APP_ENV: 'production',
      JWT_SECRET: 'a-secret-of-a-console-that-is-in-production',
      CSRF_SECRET: 'another-secret-of-that-console',
      STRIPE_WEBHOOK_SECRET: 'whsec_of_an_endpoint_in_production',
      DEV_NEON_PROXY_URL: '',
      DEV_CLOCK_URL: '',
      DEV_STRIPE_URL: '',
    };
    const bindings = Object.fromEntries(
      Object.entries(testBindings(production)).filter(([, value]) => value !== ''),
    ) as unknown as ReturnType<typeof testBindings>;
    const controller = { cron: 'usage-sync', scheduledTime: 0, type: 'scheduled', noRetry() {} } as const;
    await expect(cron.scheduled(controller, bindings)).rejects.toThrow('No job for the trigger "usage-sync"');
    await expect(schedule('1 2 3 4 5')).rejects.toThrow('No job for the trigger');
  });

  test('with the replica away the run fails and says so, and what was queued still goes to Stripe', async () => {
    await insertPublisherWithHour();
    await schedule('usage-sync');
    await ownerSql(`UPDATE usage_outbox SET status = 'pending', accepted_at = NULL`);
    await ownerSql('DELETE FROM usage_sync_runs');
    await ownerSql('DELETE FROM job_runs');
    await expect(schedule('usage-sync', { REPLICA_DATABASE_URL: NO_REPLICA })).rejects.toThrow();
    expect(await jobRuns()).toMatchObject([
      { job: 'usage-sync', status: 'failed', error: expect.any(String) },
    ]);
    expect(await outboxStatuses()).toEqual(['accepted']);
  });

  test('a meter event that Stripe refuses fails the run by name, the result is kept', async () => {
    await insertPublisherWithHour();
    await schedule('usage-sync');
    await ownerSql(`UPDATE usage_outbox SET status = 'pending', hour = '2027-01-01T00:00:00Z', identifier = 'bad-one',
      first_sent_at = NULL`);
    await expect(schedule('events')).rejects.toThrow('bad-one');
    expect((await jobRuns()).find(({ job }) => job === 'events')).toMatchObject({
      status: 'failed',
      result: { report: { rejected: ['bad-one'] } },
    });
  });

  test('a run that was killed is closed by the next one of its job', async () => {
    await ownerSql(
      `INSERT INTO job_runs (id, job, scheduled_for, started_at, status)
       VALUES (gen_random_uuid(), 'events', '2026-04-15T11:00:00Z', '2026-04-15T11:00:00Z', 'running')`,
    );
    await schedule('events');
    const [killed] = await ownerSql(
      `SELECT status, error FROM job_runs WHERE scheduled_for < '2026-04-15T12:00:00Z'`,
    );
    expect(killed).toEqual({ status: 'failed', error: 'The run was interrupted.' });
    expect((await jobRuns()).map(({ status }) => status).sort()).toEqual(['failed', 'succeeded']);
  });

  test('with billing off nothing runs', async () => {
    await insertPublisherWithHour();
    await schedule('usage-sync', { BILLING_ENABLED: 'false' });
    expect(await jobRuns()).toEqual([]);
    expect(await outboxStatuses()).toEqual([]);
  });
});

describe('shards of a sync', () => {
  async function insertSharded() {
    const { id } = await insertTestCustomer();
    const start = Date.parse('2026-04-13T00:00:00.000Z');
    await setReplicaRows(
      Array.from({ length: 40 }, (_, index) => ({
        customerId: id,
        metric: 'impressions',
        hour: new Date(start + index * 3_600_000).toISOString(),
        quantity: 10,
        updatedAt: new Date(start + 48 * 3_600_000 + index * 60_000).toISOString(),
      })),
    );
    return (await runTestSync(testContext(), { rowsPerPage: 10, pagesPerInvocation: 1 })).shards;
  }

  async function stored() {
    const [row] = await ownerSql(
      `SELECT (SELECT count(*)::int FROM usage_records) AS hours, (SELECT status FROM usage_sync_runs LIMIT 1) AS run`,
    );
    return row;
  }

  test('one message a shard finishes the run, and the same messages again do nothing', async () => {
    const shards = await insertSharded();
    expect(await stored()).toEqual({ hours: 10, run: 'running' });
    const messages = shards.map((shard) => ({ body: { look: 'usage-shard', ...shard } }));
    await cron.queue({ messages } as never, testBindings());
    expect(await stored()).toEqual({ hours: 40, run: 'succeeded' });
    await cron.queue({ messages: [...messages, ...messages] } as never, testBindings());
    expect(await stored()).toEqual({ hours: 40, run: 'succeeded' });
  });

  test('with every message lost, the sweep of the next minute finishes it', async () => {
    await insertSharded();
    await schedule('events');
    expect(await stored()).toEqual({ hours: 40, run: 'succeeded' });
    const [events] = (await jobRuns()).filter(({ job }) => job === 'events');
    expect(events).toMatchObject({ status: 'succeeded', result: { usageShards: { closedRuns: 1 } } });
  });

  test('the next hourly run works on what is left, and then reads on', async () => {
    await insertSharded();
    await schedule('usage-sync');
    expect(await stored()).toMatchObject({ hours: 40 });
    const [sync] = (await jobRuns()).filter(({ result }) => result !== null);
    expect(sync).toMatchObject({ status: 'succeeded', result: { sync: { waitsForShards: false } } });
  });
});

test('a message to look at the outbox sends what is due', async () => {
  await insertPublisherWithHour();
  await schedule('usage-sync');
  await ownerSql(
    `UPDATE usage_outbox SET status = 'pending', first_sent_at = NULL, run_after = created_at - interval '1 day'`,
  );
  await consume('events', 'usage-outbox', 'usage-outbox');
  expect(await outboxStatuses()).toEqual(['accepted']);
});

/** The last test here: time does not go back. */
test('a job for 00:49 that comes to the outbox at 00:50, the deadline, sends nothing and holds the hour', async () => {
  await insertPublisherWithHour();
  await runTestSync(testContext({ now: new Date(SCHEDULED) }));
  expect(await outboxStatuses()).toEqual(['pending']);
  await advanceClock(new Date('2026-05-01T00:50:00.000Z'));
  const now = new Date('2026-05-01T00:49:00.000Z');
  const ctx = createJobContext(testRuntime(), { name: 'events', jobRunId: crypto.randomUUID(), now });
  expect(await reportOutbox(ctx)).toMatchObject({ result: { accepted: 0, held: 1 } });
  expect(await outboxStatuses()).toEqual(['held']);
});
