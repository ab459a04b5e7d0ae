import { sql } from 'drizzle-orm';

/**
 * Whether a difference `d` lies before a person already, unchanged, by another run. A case that was gone when `d` was
 * found does not count: the difference has come back.
 */
export const ACKNOWLEDGED = sql`exists (
  select from reconciliation_cases k
  where k.difference_key = d.key and k.fingerprint = d.fingerprint and k.run_id <> d.run_id
    and (k.gone_at is null or k.gone_at > d.created_at)
)`;
