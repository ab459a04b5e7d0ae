import { type SQL, sql } from 'drizzle-orm';

/**
 * What the chain starts from, before its first row: SHA-256 of nothing.
 */
export const GENESIS_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** How many hexadecimal digits of a chain hash mean something to a person. */
export const SHORT_HASH_DIGITS = 12;

/**
 * SHA-256 of one row of the trail, as an expression over `alias`. Canonical: every column in this order in one JSON
 * array, instants as UTC text, JSON as PostgreSQL writes `jsonb` (keys sorted, numbers exact, no duplicates), UTF-8.
 * It stands here and not in the database, so that whoever can replace a function there does not replace the proof.
 */
export function rowHashSql(alias: SQL): SQL {
  return sql`sha256(convert_to(jsonb_build_array(
    ${alias}.id, to_char(${alias}.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    ${alias}.actor_kind, ${alias}.actor_id, ${alias}.actor_role, ${alias}.action, ${alias}.object_type,
    ${alias}.object_id, ${alias}.customer_id, ${alias}.before, ${alias}.after, ${alias}.request_id,
    ${alias}.ip, ${alias}.user_agent)::text, 'UTF8'))`;
}

/** What each link adds to the hash before it: position, row and the row's hash, in a fixed width. */
export function chainItemSql(input: { position: SQL; auditId: SQL; rowHash: SQL }): SQL {
  return sql`(int8send(${input.position}) || int8send(${input.auditId}) || ${input.rowHash})`;
}
