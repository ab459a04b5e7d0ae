import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';

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

export const FOREIGN: MirrorPlan = { outcome: 'foreign', write: () => [] };
export const GONE: MirrorPlan = { outcome: 'gone', write: () => [] };
export const UNCHANGED: MirrorPlan = { outcome: 'unchanged', write: () => [] };
