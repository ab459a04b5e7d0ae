import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import type { MirrorTarget } from './target.ts';

/**
 * What a reading came to. `foreign`: the object belongs to no customer of ours. `gone`: Stripe does not have it and
 * neither have we. `superseded`: somebody else has read it since and writes what is newer.
 */
export type MirrorOutcome = 'applied' | 'unchanged' | 'foreign' | 'gone' | 'superseded';

/** What to write, decided from a reading and from what stands here; executed in one batch under the object's lease. */
export interface MirrorPlan {
  outcome: Exclude<MirrorOutcome, 'superseded'>;
  write(db: QueryBuilder): BatchItem<'pg'>[];
}

/** One part of a plan: its statements, or null when there is nothing to write. */
export type Writes = ((db: QueryBuilder) => BatchItem<'pg'>[]) | null;

export interface MirrorRequest {
  /** Of the object in Stripe. */
  id: string;
  /** When an event told us that the object is gone. */
  deletedAt: Date | null;
  /** Mirrors, on its own, an object that this one hangs on. */
  mirror: Mirror;
  /** See `Owner`. */
  known?: Map<string, string>;
  /** Ours is known to be wrong: take Stripe's word whole, also for what is settled. See `restoreObject`. */
  restore?: boolean;
}

export type Mirror = (ctx: ServiceContext, target: MirrorTarget) => Promise<MirrorOutcome>;

export const FOREIGN: MirrorPlan = { outcome: 'foreign', write: () => [] };
export const GONE: MirrorPlan = { outcome: 'gone', write: () => [] };
export const UNCHANGED: MirrorPlan = { outcome: 'unchanged', write: () => [] };
