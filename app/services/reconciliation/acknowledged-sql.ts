import { sql } from 'drizzle-orm';

/** Whether a difference `d` lies before a person already, unchanged, since an earlier run. */
export const ACKNOWLEDGED = sql`exists (
  select from reconciliation_cases k
  where k.difference_key = d.key and k.fingerprint = d.fingerprint and k.run_id <> d.run_id
)`;
