import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';

/** The reach of one pass through one of Stripe's lists, which give the newest first. */
export interface Pass {
  from: Date;
  to: Date;
  /** The last thing seen; null at the beginning. */
  cursor: string | null;
}

export interface SweptPage {
  seen: number;
  next: string | null;
  /** Queues what we did not know of, and returns a row for each. */
  store(db: QueryBuilder): BatchItem<'pg'> & PromiseLike<{ rows: unknown[] }>;
}

export interface SweepSource {
  name: 'events' | 'recent-events' | 'undelivered' | 'invoices' | 'subscriptions';
  /** How far back a pass begins, given how far the last one came; null before the first. */
  from(now: Date, sweptTo: Date | null): Date;
  /** The longest stretch of one pass: what is further back comes first, before Stripe forgets it. Without it up to now. */
  longestPassMs?: number;
  /** How long after one pass the next is due. */
  everyMs: number;
  /** Only when the other source is left behind by so much. */
  standsIn?: { for: SweepSource['name']; behindMs: number };
  readPage(ctx: ServiceContext, pass: Pass): Promise<SweptPage>;
}
