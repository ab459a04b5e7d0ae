import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { chainItemSql, GENESIS_HASH, rowHashSql } from './row-hash-sql.ts';

/** Any number that nothing else locks. */
const SEALING_LOCK = 7_231_904_419;

/** A statement of its own, so that the one after it sees what the sealing before it wrote. */
export function lockSealing(): SQL {
  return sql`select pg_advisory_xact_lock(${SEALING_LOCK})`;
}

/**
 * Seals the rows up to the mark of the sealing before, if every transaction up to that mark's is over, and sets a new
 * mark: the newest visible row, and this statement's own transaction, whose id is taken after that row was seen. A
 * writer has its transaction id before its row's id (trigger `billing_audit_begin_write`), hence whatever is written at
 * or below the mark is written by a transaction older than it, and once these are over the gaps are final.
 * A mark that lies in the future comes from another cluster (a logical restore): it is set anew. Answers no row when
 * there is nothing to seal and nothing to mark.
 */
export function sealNextRows({ now, limit }: { now: Date; limit: number }): SQL {
  return sql`
    with mark as materialized (
      select coalesce(s.position, 0) as position, coalesce(s.through_audit_id, 0) as through,
        coalesce(s.chain_hash, decode(${GENESIS_HASH}, 'hex')) as chain_hash,
        coalesce(s.next_through_audit_id, 0) as next_through, coalesce(s.next_transaction, '0') as next_transaction
      from (select) as one
      left join lateral (select * from billing_audit_seals order by id desc limit 1) as s on true
    ), settled as materialized (
      select m.*, m.next_transaction < pg_snapshot_xmin(pg_current_snapshot()) as is_over,
        m.next_transaction >= pg_snapshot_xmax(pg_current_snapshot()) as is_foreign,
        (select max(id) from billing_audit) as newest
      from mark m
    ), due as materialized (
      select a.id, ${rowHashSql(sql`a`)} as row_hash, row_number() over (order by a.id) as n
      from (
        select a.* from billing_audit a, settled s
        where s.is_over and a.id > s.through and a.id <= s.next_through
        order by a.id limit ${limit}
      ) as a
    ), items as (
      select 0::bigint as n, null::bigint as audit_id, null::bytea as row_hash, s.chain_hash as item from settled s
      union all
      select d.n, d.id, d.row_hash,
        ${chainItemSql({ position: sql`s.position + d.n`, auditId: sql`d.id`, rowHash: sql`d.row_hash` })}
      from due d, settled s
    ), linked as (
      select n, audit_id, row_hash, audit_chain(item) over (order by n) as chain_hash from items
    ), sealed as (
      insert into billing_audit_chain (position, audit_id, row_hash, chain_hash, sealed_at)
      select s.position + l.n, l.audit_id, l.row_hash, l.chain_hash, ${instantSql(now)}
      from linked l, settled s where l.n > 0
      returning position, audit_id, chain_hash
    ), outcome as (
      select s.*, t.taken, t.taken = ${limit} as is_full,
        coalesce(t.last_id, s.through) as last_id,
        coalesce((select chain_hash from sealed order by position desc limit 1), s.chain_hash) as new_hash
      from settled s, (select count(*) as taken, max(audit_id) as last_id from sealed) as t
    )
    insert into billing_audit_seals
      (sealed_at, position, through_audit_id, chain_hash, next_through_audit_id, next_transaction)
    select ${instantSql(now)}, position + taken,
      case when is_full then last_id when is_over then next_through else through end, new_hash,
      case when is_full then next_through else newest end,
      case when is_full then next_transaction else pg_current_xact_id() end
    from outcome
    where (is_over and (taken > 0 or newest > next_through)) or is_foreign
    returning (position - (select position from mark))::int as sealed, position::text,
      encode(chain_hash, 'hex') as chain_hash, next_through_audit_id > through_audit_id as more`;
}
