import { type SQL, sql } from 'drizzle-orm';

export interface DigestSpan {
  customerId: SQL;
  metric: SQL;
  start: SQL;
  end: SQL;
}

/**
 * A LATERAL subquery with `hours`, `quantity` and `digest` of the usage rows of one customer and metric in a span: the
 * SHA-256, in hex, of the lines `customer|metric|hour|billable`, by hour, each ended by a newline. Hours read
 * `2026-03-01T00:00:00Z`. Over no rows it is the digest of nothing. Computed again, it proves that no row has changed.
 */
export function usageDigestSql({ customerId, metric, start, end }: DigestSpan): SQL {
  return sql`lateral (
    select count(*)::int as hours, coalesce(sum(r.billable_quantity), 0)::bigint as quantity,
      encode(sha256(convert_to(coalesce(string_agg(
        concat_ws('|', r.customer_id, r.metric,
          to_char(r.hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.billable_quantity) || chr(10),
        '' order by r.hour), ''), 'UTF8')), 'hex') as digest
    from usage_records r
    where r.customer_id = ${customerId} and r.metric = ${metric} and r.hour >= ${start} and r.hour < ${end}
  )`;
}
