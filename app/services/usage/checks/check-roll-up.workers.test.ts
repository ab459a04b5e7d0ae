import { beforeEach, describe, expect, test } from 'vitest';
import { resetUsage, runTestSync, setReplicaRows } from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testBindings, testContext } from '../../../../dev/testing/workers.ts';
import cron from '../../../../workers/cron.ts';
import { checkRollUp } from './check-roll-up.ts';

const NOW = '2026-04-15T12:05:00.000Z';
const ctx = testContext({ now: new Date(NOW) });
let ids: string[];

beforeEach(async () => {
  await resetUsage();
  ids = (await Promise.all(Array.from({ length: 5 }, () => insertTestCustomer()))).map(({ id }) => id);
  await setReplicaRows(
    ids.flatMap((customerId) =>
      ['2026-04-13T22:00:00.000Z', '2026-04-13T23:00:00.000Z', '2026-04-14T00:00:00.000Z'].map((hour) => ({
        customerId,
        metric: 'impressions',
        hour,
        quantity: 10,
        updatedAt: '2026-04-15T11:00:00.000Z',
      })),
    ),
  );
  await runTestSync(ctx);
});

describe('checkRollUp', () => {
  test('finds nothing after a sync: 5 customers, 10 days, in steps of 2 customers as at once', async () => {
    const { daysChecked, disagreeing } = await checkRollUp(ctx);
    expect([daysChecked, disagreeing]).toEqual([10, 0]);
    expect(await checkRollUp(ctx, { customersPerStep: 2 })).toMatchObject({
      daysChecked: 10,
      disagreeing: 0,
    });
  });

  test.each([
    [
      'a day that says 21 for hours of 20',
      `UPDATE usage_daily SET quantity = 21 WHERE day = '2026-04-13' AND customer_id = $1`,
      '2026-04-13',
      21n,
      20n,
    ],
    [
      'a day that is missing',
      `DELETE FROM usage_daily WHERE day = '2026-04-14' AND customer_id = $1`,
      '2026-04-14',
      0n,
      10n,
      true,
    ],
    [
      'a day without hours',
      `DELETE FROM usage_records WHERE hour = '2026-04-14T00:00Z' AND customer_id = $1`,
      '2026-04-14',
      10n,
      0n,
    ],
    [
      'an hour changed behind its day',
      `UPDATE usage_records SET adjusted_quantity = -4 WHERE hour = '2026-04-14T00:00Z' AND customer_id = $1`,
      '2026-04-14',
      10n,
      6n,
    ],
    [
      'an hour to report whose day does not say so',
      `UPDATE usage_daily SET reported_revision = revision WHERE day = '2026-04-14' AND customer_id = $1`,
      '2026-04-14',
      10n,
      10n,
      true,
    ],
  ])('finds %s', async (_, plant, day, daily, hourly, isForgotten = false) => {
    const customerId = ids.toSorted()[3] as string;
    await ownerSql(plant, [customerId]);
    const { disagreeing, disagreements } = await checkRollUp(ctx, { customersPerStep: 2 });
    expect(disagreeing).toBe(1);
    expect(disagreements).toEqual([{ customerId, metric: 'impressions', day, daily, hourly, isForgotten }]);
    expect((await checkRollUp(ctx)).disagreeing).toBe(0);
    const [mended] = await ownerSql(
      `SELECT count(*)::int AS rows FROM usage_daily
       WHERE customer_id = $1 AND day = $2 AND revision <> reported_revision`,
      [customerId, day],
    );
    expect(mended).toEqual({ rows: 1 });
    const [trail] = await ownerSql(
      `SELECT object_id, before ->> 'quantity' AS before, after ->> 'quantity' AS after FROM billing_audit
       WHERE action = 'usage.roll_up_mended' AND customer_id = $1 ORDER BY id DESC LIMIT 1`,
      [customerId],
    );
    const before = plant.startsWith('DELETE FROM usage_daily') ? null : String(daily);
    expect(trail).toEqual({ object_id: `impressions:${day}`, before, after: String(hourly) });
  });

  test('finds an hour of nobody, which has no day', async () => {
    const nobody = 'ffffffff-0000-4000-8000-000000000000';
    await ownerSql(
      `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
       VALUES ($1, 'impressions', '2026-04-14T00:00Z', 3, $2, $2)`,
      [nobody, NOW],
    );
    const { disagreements } = await checkRollUp(ctx);
    expect(disagreements).toMatchObject([{ customerId: nobody, hourly: 3n, daily: 0n }]);
  });
});

test('the nightly job succeeds on agreeing figures, and fails by name on a planted difference', async () => {
  await ownerSql('DELETE FROM usage_sync_runs');
  await ownerSql('DELETE FROM job_runs');
  const schedule = () => {
    const controller = {
      cron: '40 3 * * *',
      scheduledTime: Date.parse(NOW),
      type: 'scheduled',
      noRetry() {},
    };
    return cron.scheduled(controller as never, testBindings());
  };
  await schedule();
  await ownerSql(`UPDATE usage_daily SET quantity = 21 WHERE day = '2026-04-13' AND customer_id = $1`, [
    ids[0],
  ]);
  await expect(schedule()).rejects.toThrow('the roll-up says 21, its hours add up to 20');
  const runs = await ownerSql('SELECT job, status, error FROM job_runs ORDER BY status');
  expect(runs).toMatchObject([
    { job: 'usage-check', status: 'failed', error: expect.stringContaining(ids[0] ?? '') },
    { job: 'usage-check', status: 'succeeded' },
  ]);
});
