export interface SyncLimits {
  rowsPerPage: number;
  pagesPerInvocation: number;
}

/**
 * A page is two megabytes on its way, of which a Worker holds two at a time, some copies included: far from its 128 MiB.
 * Ten pages are some seconds of waiting and a fraction of a second of CPU time.
 */
export const SYNC_LIMITS: SyncLimits = { rowsPerPage: 20_000, pagesPerInvocation: 10 };

/** Into how many shares the customers are divided when there is more. Each reads the whole window and keeps its own. */
export const SHARD_COUNT = 4;
