import { type SQL, sql } from 'drizzle-orm';

/** One line of an event's history; `failed`, `parked`, `deferred` and `taken_over` are tries, `replayed` a person's. */
export interface HistoryEntry {
  at: string;
  what: 'failed' | 'parked' | 'deferred' | 'taken_over' | 'replayed';
  error?: string;
  by?: string;
  reason?: string;
}

const MAX_ENTRIES = 50;

/** The history with one more entry; the oldest goes when it gets long, as it does in an outage of days. */
export function appended(history: SQL, entry: SQL): SQL {
  return sql`(case when jsonb_array_length(${history}) >= ${MAX_ENTRIES}::int then ${history} - 0 else ${history} end
    || jsonb_build_array(${entry}))`;
}
