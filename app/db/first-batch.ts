import type { BatchItem } from 'drizzle-orm/batch';
import type { Database, QueryBuilder } from './client.ts';

/**
 * The same database, whose first batch also runs one more query, ahead of the others and in their transaction: what a
 * page adds to its service's read costs no trip.
 */
export function withFirstBatch(
  db: Database,
  query: (queries: QueryBuilder) => BatchItem<'pg'>,
  onResult: (result: unknown) => void = () => undefined,
): Database {
  let isDone = false;
  return {
    transaction: (scope, work) => db.transaction(scope, work),
    call: (call) => db.call(call),
    async batch(scope, build) {
      if (isDone) return db.batch(scope, build);
      isDone = true;
      const [result, ...results] = await db.batch(scope, (queries) => [query(queries), ...build(queries)]);
      onResult(result);
      return results as never;
    },
  };
}
