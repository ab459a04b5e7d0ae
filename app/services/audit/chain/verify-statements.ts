import { type SQL, sql } from 'drizzle-orm';
import { chainItemSql, GENESIS_HASH, rowHashSql } from './row-hash-sql.ts';

/**
 * Judges one page of the chain after a position, by the link that stands there: each link against the link before it,
 * each row against its link, and the trail against the page: a row between two sealed ones that has no link was put
 * there afterwards. Answers one row: the first fault, if any, and where the page ended.
 */
export function verifyPage({ after, limit }: { after: bigint; limit: number }): SQL {
  const from = after.toString();
  return sql`
    with before as (
      select coalesce(c.chain_hash, decode(${GENESIS_HASH}, 'hex')) as chain_hash, coalesce(c.audit_id, 0) as audit_id
      from (select) as one left join billing_audit_chain c on c.position = ${from}::bigint
    ), page as materialized (
      select c.position, c.audit_id, c.row_hash, c.chain_hash,
        lag(c.position, 1, ${from}::bigint) over w as previous_position,
        lag(c.chain_hash, 1, b.chain_hash) over w as previous_hash,
        lag(c.audit_id, 1, b.audit_id) over w as previous_audit_id
      from (
        select * from billing_audit_chain where position > ${from}::bigint order by position limit ${limit}
      ) as c, before b
      window w as (order by c.position)
    ), judged as (
      select p.position, p.audit_id,
        case
          when p.position <> p.previous_position + 1 then 'link_missing'
          when p.audit_id <= p.previous_audit_id
            or p.chain_hash is distinct from sha256(p.previous_hash || ${chainItemSql({
              position: sql`p.position`,
              auditId: sql`p.audit_id`,
              rowHash: sql`p.row_hash`,
            })}) then 'link_edited'
          when a.id is null then 'row_deleted'
          when p.row_hash is distinct from ${rowHashSql(sql`a`)} then 'row_edited'
        end as kind
      from page p left join billing_audit a on a.id = p.audit_id
      union all
      select (select min(p.position) from page p where p.audit_id > a.id), a.id, 'row_inserted'
      from billing_audit a, before b
      where a.id > b.audit_id and a.id < (select max(audit_id) from page)
        and not exists (select from page p where p.audit_id = a.id)
    ), first_fault as (
      select position, audit_id, kind from judged where kind is not null
      order by position, kind = 'row_inserted', audit_id limit 1
    )
    select (select count(*) from page)::int as links, (select max(position) from page)::text as last_position,
      f.kind, case when f.kind = 'link_missing' then (select min(previous_position) + 1 from page
        where position = f.position) else f.position end::text as position,
      case when f.kind in ('link_missing', 'link_edited') then null else f.audit_id end::text as audit_id
    from (select) as one left join first_fault f on true`;
}

/**
 * What pages cannot see: whether the chain ends where the sealing says, and whether every sealing's end is in it. Rows
 * after the last link that are at or below the sealed end were put there afterwards.
 */
export function verifyEnd(): SQL {
  return sql`
    with last_link as (
      select coalesce(max(position), 0) as position, coalesce(max(audit_id), 0) as audit_id from billing_audit_chain
    ), last_seal as (
      select * from billing_audit_seals order by id desc limit 1
    ), sealed as materialized (
      select coalesce(max(through_audit_id), 0) as through from last_seal
    ), faults as (
      select 'tail_missing' as kind, l.position + 1 as position, null::bigint as audit_id, 1 as turn
      from last_seal s, last_link l where l.position < s.position
      union all
      select 'link_edited', s.position, null, 2
      from billing_audit_seals s join billing_audit_chain c on c.position = s.position
      where c.chain_hash <> s.chain_hash
      union all
      select 'seal_missing', coalesce(s.position, 0) + 1, null, 3
      from last_link l left join last_seal s on true where l.position > coalesce(s.position, 0)
      union all
      select 'row_inserted', l.position + 1, (
        select min(a.id) from billing_audit a where a.id > l.audit_id and a.id <= s.through_audit_id
      ), 4
      from last_link l, last_seal s
      where exists (select from billing_audit a where a.id > l.audit_id and a.id <= s.through_audit_id)
    ), first_fault as (
      select kind, position, audit_id from faults order by turn, position limit 1
    )
    select f.kind, f.position::text as position, f.audit_id::text as audit_id,
      s.position::text as head_position, encode(s.chain_hash, 'hex') as head_hash, s.sealed_at,
      s.through_audit_id::text as through_audit_id,
      (select count(*) from billing_audit where id > (select through from sealed))::int as unsealed
    from (select) as one left join first_fault f on true left join last_seal s on true`;
}

export function selectLink(position: string): SQL {
  return sql`select encode(chain_hash, 'hex') as chain_hash from billing_audit_chain where position = ${position}::bigint`;
}
