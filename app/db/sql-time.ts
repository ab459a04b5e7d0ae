import { type SQL, sql } from 'drizzle-orm';

/** A JavaScript instant as a statement's parameter. */
export function instantSql(instant: Date): SQL {
  return sql`${instant.toISOString()}::timestamptz`;
}

/** Midnight UTC of the instant's day. */
export function utcDayStartSql(instant: SQL): SQL {
  return sql`date_trunc('day', ${instant}, 'UTC')`;
}

/** The first midnight UTC at the instant or after it. */
export function nextUtcDayStartSql(instant: SQL): SQL {
  return utcDayStartSql(sql`${instant} + interval '24 hours' - interval '1 microsecond'`);
}

/**
 * A LATERAL subquery with `period_start` and `period_end` of the monthly period that contains an instant: what
 * `periodContaining` of the domain computes, for statements that cannot ask it row by row. Each OFFSET 0 has a step
 * computed once: without it PostgreSQL writes a step out wherever the next one uses it, and planning the expression that
 * grows of it takes longer than all that the statement reads.
 */
export function monthlyPeriodSql({ anchor, at }: { anchor: SQL; at: SQL }): SQL {
  const utcAnchor = sql`(${anchor} at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${utcAnchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  return sql`lateral (
    select ${plus(sql`n`)} as period_start, ${plus(sql`n + 1`)} as period_end
    from (
      select months - (${plus(sql`months`)} > ${at})::int as n
      from (select ${calendarMonthsSql(utcAnchor, sql`(${at} at time zone 'UTC')`)} as months offset 0) as counted
      offset 0
    ) as begun
    offset 0
  )`;
}

/** Months from one timestamp to another by the calendar alone, whatever their days. */
export function calendarMonthsSql(from: SQL, to: SQL): SQL {
  return sql`((extract(year from ${to}) - extract(year from ${from})) * 12
    + extract(month from ${to}) - extract(month from ${from}))::int`;
}
