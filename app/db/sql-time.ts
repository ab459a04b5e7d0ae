import { type SQL, sql } from 'drizzle-orm';

/** A JavaScript instant as a statement's parameter. */
export function instantSql(instant: Date): SQL {
  return sql`${instant.toISOString()}::timestamptz`;
}

/** Midnight UTC of the instant's day. */
export function utcDayStartSql(instant: SQL): SQL {
  return sql`date_trunc('day', ${instant}, 'UTC')`;
}

/**
 * A LATERAL subquery with `period_start` and `period_end` of the monthly period that contains an instant: what
 * `periodContaining` of the domain computes, for statements that cannot ask it row by row.
 */
export function monthlyPeriodSql({ anchor, at }: { anchor: SQL; at: SQL }): SQL {
  const utcAnchor = sql`(${anchor} at time zone 'UTC')`;
  const utcAt = sql`(${at} at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${utcAnchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  return sql`lateral (
    select case when same_month > ${at} then ${plus(sql`n - 1`)} else same_month end as period_start,
      case when same_month > ${at} then same_month else ${plus(sql`n + 1`)} end as period_end
    from (
      select n, ${plus(sql`n`)} as same_month
      from (
        select ((extract(year from ${utcAt}) - extract(year from ${utcAnchor})) * 12
          + extract(month from ${utcAt}) - extract(month from ${utcAnchor}))::int as n
      ) as months
    ) as candidate
  )`;
}
