import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { replicaSql, testRuntime } from '../../../../dev/testing/workers.ts';
import { type ReplicaPageInput, readReplicaPage } from './read-replica-page.ts';

const { replica } = testRuntime();
const FROM = '2026-04-01T00:00:00Z';
const CUSTOMERS = 40;
const HOURS = 25;
const ROWS = CUSTOMERS * HOURS;

/** 1,000 rows of 40 customers that one statement wrote: all of one instant. */
beforeAll(async () => {
  await replicaSql(
    `INSERT INTO usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
     SELECT md5(i::text)::uuid, 'impressions', $1::timestamptz + h * interval '1 hour', h, $1, 'manual'
     FROM generate_series(1, ${CUSTOMERS}) AS i, generate_series(1, ${HOURS}) AS h`,
    [FROM],
  );
});

async function readAll(input: Partial<ReplicaPageInput>): Promise<string[]> {
  const seen: string[] = [];
  let after: ReplicaPageInput['after'] = null;
  for (;;) {
    const page = await readReplicaPage(replica, { from: FROM, limit: 70, ...input, after });
    const [customers, hours] = [page.customerIds, page.hours].map((text) => text.slice(1, -1).split(','));
    if (page.rowCount > 0) seen.push(...(customers ?? []).map((id, index) => `${id} ${hours?.[index]}`));
    after = page.last;
    if (page.isLast) return seen;
  }
}

describe('rows of one instant', () => {
  it('come once each, page by page', async () => {
    const seen = await readAll({});
    expect(seen).toHaveLength(ROWS);
    expect(new Set(seen).size).toBe(ROWS);
  });

  it.each([2, 3, 4])('come once each in %i shards, each customer in one of them', async (count) => {
    const shards = await Promise.all(
      Array.from({ length: count }, (_, index) => readAll({ shard: { index, count }, limit: 7 })),
    );
    expect(new Set(shards.flat()).size).toBe(ROWS);
    expect(shards.flat()).toHaveLength(ROWS);
    const customers = shards.map((rows) => new Set(rows.map((row) => row.split(' ')[0])));
    expect(customers.reduce((sum, { size }) => sum + size, 0)).toBe(CUSTOMERS);
  });

  it('are read on from a cursor by the index alone, without a sort', async () => {
    await replicaSql('ANALYZE usage_hourly_source');
    const [cursor] = await replicaSql<Record<string, string>>(
      'SELECT customer_id, metric, hour::text FROM usage_hourly_source ORDER BY 1, 2, 3 OFFSET 500 LIMIT 1',
    );
    const plan = await replicaSql(
      `EXPLAIN SELECT * FROM billing_usage_hourly
        WHERE (updated_at, customer_id, metric, hour) > ($1::timestamptz, $2::uuid, $3::text, $4::timestamptz)
        ORDER BY updated_at, customer_id, metric, hour LIMIT 70`,
      [FROM, cursor?.customer_id, cursor?.metric, cursor?.hour],
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('usage_hourly_source_updated_at_index');
    expect(text).not.toContain('Sort');
  });
});

describe('rows without a whole key', () => {
  afterEach(async () => {
    await replicaSql(
      `CREATE OR REPLACE VIEW billing_usage_hourly AS
        SELECT customer_id, metric, hour, quantity, updated_at FROM usage_hourly_source`,
    );
  });

  it('come with the first page of a window, under stand-ins that are quarantined, and with no other', async () => {
    await replicaSql(
      `CREATE OR REPLACE VIEW billing_usage_hourly AS
        SELECT customer_id, metric, hour, quantity, updated_at FROM usage_hourly_source
        UNION ALL SELECT NULL, 'impressions', '${FROM}', 5, '${FROM}'
        UNION ALL SELECT md5('1')::uuid, NULL, '${FROM}', NULL, '${FROM}'
        UNION ALL SELECT md5('1')::uuid, 'impressions', NULL, 5, '${FROM}'
        UNION ALL SELECT NULL, NULL, NULL, 5, '2026-03-01T00:00:00Z'`,
    );
    const first = await readReplicaPage(replica, { from: FROM, after: null, limit: 70 });
    expect(first.rowCount).toBe(73);
    expect(first.customerIds).toContain('00000000-0000-0000-0000-000000000000');
    expect(first.metrics).toContain('""');
    expect(first.hours).toContain('-Infinity');
    expect(first.quantities).toContain('NaN');
    const second = await readReplicaPage(replica, { from: FROM, after: first.last, limit: 70 });
    expect(second.rowCount).toBe(70);
    expect((await readAll({ limit: 70 })).length).toBe(ROWS + 3);
  });
});
