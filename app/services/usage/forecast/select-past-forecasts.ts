import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { quantityBetweenSql } from '../current/quantity-between-sql.ts';
import { recentPeriodsSql } from '../periods/recent-periods-sql.ts';

const PERIODS = 12;
/**
 * The nearest forecast of a period counts as made "at the same time" of it when its share differs by no more: wide enough
 * for days on which none was made, so that the number of periods does not change from one day to the next.
 */
const NEAREST_SHARE = 0.15;

/** For each metric and earlier period: the P50 that was given when as much of it had passed as now, and what came. */
export function selectPastForecasts({ customerId, now }: { customerId: string; now: Date }): SQL {
  const at = instantSql(now);
  return sql`
    with period as (select * from ${recentPeriodsSql({ customerId, now, months: PERIODS + 1 })} as p where p.ended_at is null),
    current as (
      select extract(epoch from ${at} - period_start) / extract(epoch from period_end - period_start) as share
      from period where ago = 0
    )
    select distinct on (f.metric, f.period_start) f.metric, f.p50::text as forecast,
      ${quantityBetweenSql({
        customerId: sql`f.customer_id`,
        metric: sql`f.metric`,
        start: sql`f.period_start`,
        end: sql`f.period_end`,
      })}::text as actual
    from usage_forecasts f
    join period p on p.period_start = f.period_start and p.ago > 0
    cross join current
    where f.customer_id = ${customerId}::uuid and abs(f.elapsed_share - current.share) <= ${NEAREST_SHARE}
    order by f.metric, f.period_start, abs(f.elapsed_share - current.share)`;
}

const units = z.string().transform(BigInt);
export const pastForecastRow = z.object({ metric: z.enum(METRICS), forecast: units, actual: units });
