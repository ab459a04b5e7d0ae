import { beforeEach, describe, expect, test } from 'vitest';
import { disagreeingDays, resetUsage, runTestSync, setReplicaRows } from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  replicaSql,
  testContext,
  testRuntime,
} from '../../../../dev/testing/workers.ts';
import type { Database } from '../../../db/client.ts';

const UPDATED = '2026-04-15T11:00:00.000Z';
const ROWS = 23;

beforeEach(resetUsage);

function at(now: string) {
  return testContext({ now: new Date(now) });
}

async function fill(): Promise<string> {
  const { id } = await insertTestCustomer();
  const start = Date.parse('2026-04-13T00:00:00.000Z');
  await setReplicaRows(
    Array.from({ length: ROWS }, (_, index) => ({
      customerId: id,
      metric: 'impressions',
      hour: new Date(start + index * 3_600_000).toISOString(),
      quantity: index === 3 ? '-5' : '10',
      updatedAt: UPDATED,
    })),
  );
  return id;
}

/** Fails the nth trip, before its work is done or, as a connection that breaks may, after it. */
function failingAt(nth: number, fate: 'before' | 'after', database: Database): Database {
  let trip = 0;
  return {
    ...database,
    async batch(scope, build) {
      trip += 1;
      if (trip === nth && fate === 'before') throw new Error('the connection was cut');
      const result = await database.batch(scope, build);
      if (trip === nth) throw new Error('the connection was cut');
      return result;
    },
  };
}

async function expectRight(): Promise<void> {
  const [stored] = await ownerSql(
    'SELECT count(*)::int AS hours, sum(quantity)::int AS units FROM usage_records',
  );
  expect(stored).toEqual({ hours: ROWS - 1, units: (ROWS - 1) * 10 });
  const quarantine = await ownerSql('SELECT reason FROM usage_quarantine WHERE resolved_at IS NULL');
  expect(quarantine).toEqual([{ reason: 'negative' }]);
  expect(await disagreeingDays()).toEqual([]);
}

async function runs() {
  return ownerSql<{ status: string; error: string | null; read: number }>(
    `SELECT status, error, rows_read::int AS read FROM usage_sync_runs ORDER BY started_at`,
  );
}

describe('a connection that is cut', () => {
  // Trip 1 is the job's row; 2 opens the run, 3 to 5 store a page each, 6 closes it.
  const fates = (['before', 'after'] as const).flatMap((fate) =>
    [2, 3, 4, 5, 6].map((nth) => [nth, fate] as const),
  );

  test.each(fates)('at trip %i, %s its work was done: the next run ends right', async (nth, fate) => {
    await fill();
    const ctx = at('2026-04-15T12:05:00.000Z');
    const cut = { ...ctx, db: failingAt(nth, fate, ctx.db) };
    await expect(runTestSync(cut, { rowsPerPage: 10 })).rejects.toThrow('was cut');
    await runTestSync(at('2026-04-15T13:05:00.000Z'), { rowsPerPage: 10 });
    await expectRight();
    expect((await runs()).at(-1)).toMatchObject({ status: 'succeeded' });
  });

  test.each([1, 2, 3])(
    'to the replica at page %i: the run fails, says so, and the next catches up',
    async (nth) => {
      await fill();
      const replica = failingAt(nth, 'before', testRuntime().replica);
      const ctx = at('2026-04-15T12:05:00.000Z');
      await expect(runTestSync(ctx, { rowsPerPage: 10, replica })).rejects.toThrow('was cut');
      expect(await runs()).toEqual([
        { status: 'failed', error: 'the connection was cut', read: (nth - 1) * 10 },
      ]);
      expect(await ownerSql('SELECT * FROM sync_watermarks')).toEqual([]);
      await runTestSync(at('2026-04-15T13:05:00.000Z'), { rowsPerPage: 10 });
      await expectRight();
    },
  );

  test('a run that was killed is closed as interrupted by a later one, with what it had read', async () => {
    await fill();
    const ctx = at('2026-04-15T12:05:00.000Z');
    const dead: Database = { ...ctx.db, batch: () => Promise.reject(new Error('killed')) };
    let trips = 0;
    const dying: Database = {
      ...ctx.db,
      batch: (scope, build) => {
        trips += 1;
        return trips > 3 ? dead.batch(scope, build) : ctx.db.batch(scope, build);
      },
    };
    await expect(runTestSync({ ...ctx, db: dying }, { rowsPerPage: 10 })).rejects.toThrow('killed');
    expect(await runs()).toEqual([{ status: 'running', error: null, read: 10 }]);
    await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(await runs()).toMatchObject([
      { status: 'failed', error: 'The run was interrupted.', read: 10 },
      { status: 'succeeded' },
    ]);
  });
});

describe('a replica that went back in time', () => {
  test('fails the run, leaves the watermark, and is caught up with when it is back', async () => {
    const id = await fill();
    await runTestSync(at('2026-04-15T12:05:00.000Z'));
    const before = await ownerSql('SELECT watermark, finished_at FROM sync_watermarks');
    const hidden = await replicaSql('DELETE FROM usage_hourly_source RETURNING hour');
    expect(hidden).toHaveLength(ROWS);
    await expect(runTestSync(at('2026-04-15T13:05:00.000Z'))).rejects.toThrow('The replica is behind');
    expect((await runs()).at(-1)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('behind'),
    });
    expect(await ownerSql('SELECT watermark, finished_at FROM sync_watermarks')).toEqual(before);
    await setReplicaRows([
      {
        customerId: id,
        metric: 'impressions',
        hour: '2026-04-13T00:00:00.000Z',
        quantity: 12,
        updatedAt: '2026-04-15T13:30:00.000Z',
      },
    ]);
    expect(await runTestSync(at('2026-04-15T14:05:00.000Z'))).toMatchObject({ changed: 1 });
  });

  test('an empty replica that was always empty is no failure', async () => {
    await runTestSync(at('2026-04-15T12:05:00.000Z'));
    expect(await runTestSync(at('2026-04-15T13:05:00.000Z'))).toMatchObject({ rowsRead: 0 });
  });
});

describe('clocks that step', () => {
  const row = { metric: 'impressions', hour: '2026-04-15T09:00:00.000Z' };

  async function quantityAt(now: string) {
    await runTestSync(at(now));
    const [stored] = await ownerSql('SELECT quantity::text FROM usage_records');
    return stored?.quantity;
  }

  test('a source clock a day ahead that is put right: the correction wins over the row from the future', async () => {
    const { id } = await insertTestCustomer();
    const set = (quantity: number, updatedAt: string) =>
      setReplicaRows([{ ...row, customerId: id, quantity, updatedAt }]);
    await set(10, '2026-04-16T12:00:00.000Z');
    expect(await quantityAt('2026-04-15T12:05:00.000Z')).toBe('10');
    expect(await quantityAt('2026-04-15T13:05:00.000Z')).toBe('10');
    await set(7, '2026-04-15T13:30:00.000Z');
    expect(await quantityAt('2026-04-15T14:05:00.000Z')).toBe('7');
  });

  test('our clock an hour behind: the newest rows are taken, and a later change of them too', async () => {
    const { id } = await insertTestCustomer();
    const set = (quantity: number, updatedAt: string) =>
      setReplicaRows([{ ...row, customerId: id, quantity, updatedAt }]);
    await set(10, '2026-04-15T13:00:00.000Z');
    expect(await quantityAt('2026-04-15T12:05:00.000Z')).toBe('10');
    await set(11, '2026-04-15T13:20:00.000Z');
    expect(await quantityAt('2026-04-15T12:25:00.000Z')).toBe('11');
  });

  test('a source clock set back by an hour hides a row from the hourly run; the nightly one of three days finds it', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows([{ ...row, customerId: id, quantity: 10, updatedAt: '2026-04-15T12:00:00.000Z' }]);
    expect(await quantityAt('2026-04-15T12:05:00.000Z')).toBe('10');
    const late = { ...row, hour: '2026-04-15T10:00:00.000Z', customerId: id, quantity: 5 };
    await setReplicaRows([{ ...late, updatedAt: '2026-04-15T11:10:00.000Z' }]);
    expect(await runTestSync(at('2026-04-15T13:05:00.000Z'))).toMatchObject({ inserted: 0 });
    const nightly = await runTestSync(at('2026-04-16T03:40:00.000Z'), { overlapMs: 3 * 86_400_000 });
    expect(nightly).toMatchObject({ inserted: 1 });
  });
});
