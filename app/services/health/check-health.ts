import { sql } from 'drizzle-orm';
import { type Database, type QueryBuilder, schema } from '../../db/client.ts';
import type { Health } from './health.ts';
import { judgeHealth, type Reading } from './judge-health.ts';

export interface CheckHealthInput {
  db: Database;
  replica: Database;
  now: Date;
  /** Rejects when a check has taken too long; a dead host may otherwise hold the answer for minutes. */
  timeout(): Promise<never>;
}

/** Asks both databases at once; never throws. */
export async function checkHealth({ db, replica, now, timeout }: CheckHealthInput): Promise<Health> {
  const [reading, replicaAnswer] = await Promise.allSettled([
    Promise.race([readDatabase(db, now), timeout()]),
    Promise.race([askReplica(replica), timeout()]),
  ]);
  return judgeHealth({
    reading: reading.status === 'fulfilled' ? reading.value : null,
    replicaReachable: replicaAnswer.status === 'fulfilled',
    now,
  });
}

async function readDatabase(db: Database, now: Date): Promise<Reading> {
  const [rows] = await db.batch({ kind: 'staff' }, (queries) => [selectReading(queries, now)]);
  const reading = rows[0];
  if (reading === undefined) throw new Error('The health query gave no row');
  return reading;
}

function selectReading(db: QueryBuilder, now: Date) {
  const { events, subscriptions, syncWatermarks, usageOutbox } = schema;
  const at = now.toISOString();
  const isDue = sql`${events.status} in ('pending', 'processing') and ${events.runAfter} <= ${at}`;
  return db
    .select({
      syncedAt: sql<Date | null>`(select max(${syncWatermarks.finishedAt}) from ${syncWatermarks})`.mapWith(
        syncWatermarks.finishedAt,
      ),
      firstSubscriptionAt:
        sql<Date | null>`(select min(${subscriptions.createdAt}) from ${subscriptions})`.mapWith(
          subscriptions.createdAt,
        ),
      eventsBacklog: sql<number>`(select count(*)::int from ${events} where ${isDue})`,
      eventsDead: sql<number>`(select count(*)::int from ${events} where ${events.status} = 'dead')`,
      oldestDueAt: sql<Date | null>`(select min(${events.runAfter}) from ${events} where ${isDue})`.mapWith(
        events.runAfter,
      ),
      usageOutboxBacklog: sql<number>`(select count(*)::int from ${usageOutbox} where ${usageOutbox.status} = 'pending' and ${usageOutbox.runAfter} <= ${at})`,
    })
    .from(sql`(select 1) as one`);
}

/** Through the view that the sync reads, so that a lost grant shows as well. */
async function askReplica(replica: Database): Promise<void> {
  await replica.batch({ kind: 'system' }, (db) => [
    db.execute(sql`select 1 from billing_usage_hourly limit 1`),
  ]);
}
