import type { Database } from '../../app/db/client.ts';

/** What a Worker that was killed would have said. */
export class KilledError extends Error {
  constructor() {
    super('the Worker was killed');
    this.name = 'KilledError';
  }
}

export interface DyingDatabase {
  database: Database;
  /** Whether the step was reached at all. */
  died(): boolean;
}

/**
 * The Worker is killed at its n-th trip to the database, just before PostgreSQL does the work or just after, and does
 * nothing more: whatever it tries afterwards to clean up fails as well.
 */
export function dyingDatabase(
  database: Database,
  { trip, moment }: { trip: number; moment: 'before' | 'after' },
): DyingDatabase {
  let trips = 0;
  async function make<T>(work: () => Promise<T>): Promise<T> {
    trips += 1;
    const isFatal = trips === trip;
    if (trips > trip || (isFatal && moment === 'before')) throw new KilledError();
    const answer = await work();
    if (isFatal || trips > trip) throw new KilledError();
    return answer;
  }
  return {
    database: {
      batch: (scope, build) => make(() => database.batch(scope, build)),
      call: (call) => make(() => database.call(call)),
      transaction: (scope, work) => make(() => database.transaction(scope, work)),
    },
    died: () => trips >= trip,
  };
}
