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
  /** False when the reading, or a part of it, is an echo of what was before: it says nothing of what has changed since. */
  isBelieved?: boolean;
  write(db: QueryBuilder): BatchItem<'pg'>[];
}

/** The statements of one part of a plan, or null when there is nothing to write. */
export type Writes = ((db: QueryBuilder) => BatchItem<'pg'>[]) | null;

/** One part of a plan; `disbelieved` when what was read cannot follow what stands here. */
export type Part = Writes | 'disbelieved';

export interface MirrorRequest {
  /** Of the object in Stripe. */
  id: string;
  /** Of the lease that it is read under. */
  place: number;
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
export const DISBELIEVED: MirrorPlan = { ...UNCHANGED, isBelieved: false };
