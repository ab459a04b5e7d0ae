import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { testContext } from '../../dev/testing/workers.ts';
import { periodContaining } from '../domain/period.ts';
import { instantSql, monthlyPeriodSql } from './sql-time.ts';

const ANCHORS = [
  '2024-01-31T00:00:00.000Z',
  '2024-02-29T13:00:00.000Z',
  '2025-12-30T23:00:00.000Z',
  '2026-04-15T00:00:00.000Z',
  '2030-08-31T05:00:00.000Z',
];

/** Every 37 hours and 11 minutes for three years, so that all hours of the day and all month ends come by. */
const INSTANTS = Array.from(
  { length: 720 },
  (_, index) => new Date(Date.parse('2024-12-30T00:00:00.000Z') + index * (37 * 60 + 11) * 60_000),
);

test.each(ANCHORS)(
  'PostgreSQL and the domain agree on the period of 720 instants for the anchor %s',
  async (anchor) => {
    const instants = JSON.stringify(INSTANTS);
    const [result] = await testContext().db.batch({ kind: 'system' }, (db) => [
      db.execute(sql`
      select p.period_start, p.period_end
      from json_array_elements_text(${instants}::json) with ordinality as r (text, position)
      cross join lateral (select r.text::timestamptz as at) as i
      cross join ${monthlyPeriodSql({ anchor: instantSql(new Date(anchor)), at: sql`i.at` })} as p
      order by r.position`),
    ]);
    const found = result.rows.map((row) => [
      new Date(String(row.period_start)).toISOString(),
      new Date(String(row.period_end)).toISOString(),
    ]);
    const expected = INSTANTS.map((instant) => {
      const { start, end } = periodContaining(new Date(anchor), instant);
      return [start.toISOString(), end.toISOString()];
    });
    expect(found).toEqual(expected);
  },
);
