import { type SQL, sql } from 'drizzle-orm';

export interface ProgressInput {
  /** `usage_sync_runs` or `usage_sync_shards`: both count alike. */
  table: SQL;
  /** Which row, as `p`. */
  where: SQL;
  rowsRead: number;
  pages: number;
  /** More columns to set, each beginning with a comma. */
  set?: SQL;
}

/** Adds what `counted` of `applyRows` says, inside its statement: rows and their count are stored together or not at all. */
export function progressSql({ table, where, rowsRead, pages, set = sql`` }: ProgressInput): SQL {
  return sql`
    update ${table} p set
      rows_read = p.rows_read + ${rowsRead}, pages = p.pages + ${pages},
      rows_inserted = p.rows_inserted + c.inserted, rows_changed = p.rows_changed + c.changed,
      rows_unchanged = p.rows_unchanged + c.unchanged, rows_quarantined = p.rows_quarantined + c.quarantined,
      quarantine_reasons = case when c.reasons = '{}' then p.quarantine_reasons
        else ${mergeReasonsSql(sql`(values (p.quarantine_reasons), (c.reasons)) as v (reasons)`)} end${set}
    from counted c
    where ${where}
    returning 1`;
}

/** The counts by reason of several rows, added up; `from` has them as `v.reasons`. */
export function mergeReasonsSql(from: SQL): SQL {
  return sql`(
    select coalesce(jsonb_object_agg(key, total), '{}') from (
      select key, sum(value::bigint) as total from ${from}, jsonb_each_text(v.reasons) group by key
    ) as merged)`;
}
