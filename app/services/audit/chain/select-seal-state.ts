import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';

const MAX_COUNTED = 10_000;

const stateRow = z.object({
  position: z.string().nullable(),
  chain_hash: z.string().nullable(),
  sealed_at: z.coerce.date().nullable(),
  unsealed: z.number(),
  verified_at: z.coerce.date().nullable(),
  verified_status: z.string().nullable(),
  verified_error: z.string().nullable(),
});

export interface SealState {
  head: { position: string; hash: string; sealedAt: Date } | null;
  /** Rows that wait for the next sealing; counted up to 10,000. */
  unsealed: number;
  /** The last run of the nightly check that came to an end; null before the first. */
  lastCheck: { at: Date; isIntact: boolean; error: string | null } | null;
}

/**
 * Where sealing stands. The bound is worked out before rows are counted beyond it: under row-level security only a bare
 * value finds them by the key.
 */
export function selectSealState(): SQL {
  return sql`
    with head as materialized (
      select s.position, s.chain_hash, s.sealed_at, coalesce(s.through_audit_id, 0) as through
      from (select) as one
      left join lateral (select * from billing_audit_seals order by id desc limit 1) as s on true
    )
    select s.position::text as position, encode(s.chain_hash, 'hex') as chain_hash, s.sealed_at,
      (select count(*) from (
        select from billing_audit where id > s.through order by id limit ${MAX_COUNTED}
      ) as waiting)::int as unsealed,
      v.finished_at as verified_at, v.status as verified_status, v.error as verified_error
    from head s
    left join lateral (
      select finished_at, status, error from job_runs
      where job = 'audit-verify' and finished_at is not null order by started_at desc limit 1
    ) as v on true`;
}

export function toSealState(row: unknown): SealState {
  const { position, chain_hash, sealed_at, ...rest } = stateRow.parse(row);
  const isSealed = position !== null && chain_hash !== null && sealed_at !== null;
  return {
    head: isSealed ? { position, hash: chain_hash, sealedAt: sealed_at } : null,
    unsealed: rest.unsealed,
    lastCheck:
      rest.verified_at === null
        ? null
        : {
            at: rest.verified_at,
            isIntact: rest.verified_status === 'succeeded',
            error: rest.verified_error,
          },
  };
}
