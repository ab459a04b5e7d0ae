import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import { trimIdempotencyKeys } from '../idempotency/trim-keys.ts';
import { trimPayloads } from './trim-payloads.ts';

/** Something that is kept for a time only. Another kind of row that ages is one more entry of the list below. */
export interface RetentionTask {
  name: string;
  /** One bounded, set-based step, returning a row for each that it touched; none when nothing is old enough. */
  step(
    db: QueryBuilder,
    input: { now: Date; limit: number },
  ): BatchItem<'pg'> & PromiseLike<{ rows: unknown[] }>;
}

export const RETENTION_TASKS: readonly RetentionTask[] = [
  { name: 'webhook payloads', step: trimPayloads },
  { name: 'idempotency keys', step: trimIdempotencyKeys },
];
