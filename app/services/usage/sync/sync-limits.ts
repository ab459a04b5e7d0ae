export interface SyncLimits {
  rowsPerPage: number;
  pagesPerInvocation: number;
  /** Days of a customer's metric, of up to 24 hours each, whose differences one transaction queues for the meters. */
  daysPerPage: number;
}

/**
 * A page is less than a megabyte on its way, of which a Worker holds two for each shard, some copies included: far from
 * its 128 MiB. Twenty pages are some seconds of waiting and a fraction of a second of CPU time. A page of days
 * holds the sync's lock for a second or two.
 */
export const SYNC_LIMITS: SyncLimits = { rowsPerPage: 10_000, pagesPerInvocation: 20, daysPerPage: 2_000 };

const ROWS_PER_SHARD = 500_000;
const MIN_SHARDS = 2;
/** Each shard reads the whole window and keeps its own, so more of them cost the replica more than they save. */
const MAX_SHARDS = 4;
/** Counting further than this would not change the number of shards. */
export const COUNTED_ROWS = ROWS_PER_SHARD * MAX_SHARDS;

/** Into how many shares the customers are divided when so many rows are left. */
export function shardCountFor(rows: number): number {
  return Math.min(Math.max(Math.ceil(rows / ROWS_PER_SHARD), MIN_SHARDS), MAX_SHARDS);
}
