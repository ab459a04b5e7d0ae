import type pg from 'pg';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { computeArrivals, type Publisher, type TrafficRow } from './traffic.ts';

/** Lets the demo's traffic reach the analytics store as virtual time passes. */
export interface DemoTraffic {
  /** A publisher that joined; it serves from then on. */
  join(email: string, customerId: string, joinedAt: Date): void;
  arrive(now: Date): Promise<void>;
}

export interface DemoTrafficOptions {
  analytics: pg.Pool;
  /** When the demo was made: what growth and the outages are counted from. */
  madeAt: Date;
  /** Up to when rows have arrived already. */
  arrivedUntil: Date;
}

export function createDemoTraffic({ analytics, madeAt, arrivedUntil }: DemoTrafficOptions): DemoTraffic {
  const publishers: Publisher[] = [];
  let arrived = arrivedUntil;
  return {
    join(email, customerId, joinedAt) {
      const account = DEMO_ACCOUNTS.find(({ customer }) => customer.email === email);
      if (account !== undefined)
        publishers.push({ customerId, key: email, joinedAt, profile: account.traffic });
    },
    async arrive(now) {
      if (now <= arrived) return;
      const rows = computeArrivals(publishers, { madeAt, after: arrived, until: now });
      if (rows.length > 0) await writeRows(analytics, rows);
      arrived = now;
    },
  };
}

/** Where a correction and its first report arrive together, the later one holds; rows set by hand are left alone. */
async function writeRows(analytics: pg.Pool, rows: readonly TrafficRow[]): Promise<void> {
  const newest = new Map<string, TrafficRow>();
  for (const row of rows) {
    const key = `${row.customerId} ${row.metric} ${row.hour.getTime()}`;
    const known = newest.get(key);
    if (known === undefined || known.updatedAt < row.updatedAt) newest.set(key, row);
  }
  const kept = [...newest.values()];
  await analytics.query(
    `insert into usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
     select *, 'generated' from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::numeric[], $5::timestamptz[])
     on conflict (customer_id, metric, hour) do update
       set quantity = excluded.quantity, updated_at = excluded.updated_at
       where usage_hourly_source.source = 'generated' and usage_hourly_source.updated_at < excluded.updated_at`,
    [
      kept.map((row) => row.customerId),
      kept.map((row) => row.metric),
      kept.map((row) => row.hour.toISOString()),
      kept.map((row) => String(row.quantity)),
      kept.map((row) => row.updatedAt.toISOString()),
    ],
  );
}
