import { METRICS, type Metric } from '../../app/domain/metric.ts';
import type { Period } from '../../app/domain/period.ts';
import { ownerSql } from './workers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_HOUR = Date.parse('2026-02-01T00:00:00.000Z');

interface Asked {
  metric: Metric;
  period: Period;
  now: Date;
}

/** Each hour has other units, so that one too many, too few or twice is seen in the sum. */
const UNITS: Readonly<Record<Metric, (hour: number) => number>> = {
  impressions: (hour) => 100_000 + hour * hour,
  api_calls: (hour) => 7 + (hour % 13),
  data_transfer_bytes: (hour) => 1_000_000_007 * (hour % 5) + hour,
};

/** Units in each hour from February 2026 up to the one that runs, with their days. */
export async function insertEveryHour(customerId: string, now: Date): Promise<void> {
  const hours = Array.from({ length: Math.ceil((now.getTime() - FIRST_HOUR) / HOUR_MS) }, (_, hour) =>
    METRICS.map((metric) => ({
      metric,
      hour: new Date(FIRST_HOUR + hour * HOUR_MS).toISOString(),
      quantity: UNITS[metric](hour),
    })),
  );
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, source_updated_at, updated_at)
     SELECT $1, r.metric, r.hour, r.quantity, 0, $2, $2
     FROM json_to_recordset($3::json) AS r (metric text, hour timestamptz, quantity bigint)`,
    [customerId, now.toISOString(), JSON.stringify(hours.flat())],
  );
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     SELECT customer_id, metric, (hour AT TIME ZONE 'UTC')::date, sum(billable_quantity), $2
     FROM usage_records WHERE customer_id = $1 GROUP BY 1, 2, 3`,
    [customerId, now.toISOString()],
  );
}

/** The same of a period without a database: every hour by itself, added up by UTC day. */
export function unitsByDay({ metric, period, now }: Asked): [day: string, units: bigint][] {
  const sums = new Map<string, bigint>();
  const from = Math.floor(period.start.getTime() / DAY_MS) * DAY_MS;
  const until = Math.min(period.end.getTime(), now.getTime() + 1);
  for (let at = from; at < until; at += HOUR_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const units = at < period.start.getTime() ? 0 : UNITS[metric]((at - FIRST_HOUR) / HOUR_MS);
    sums.set(day, (sums.get(day) ?? 0n) + BigInt(units));
  }
  return [...sums];
}

export function unitsOf(asked: Asked): bigint {
  return unitsByDay(asked).reduce((sum, [, units]) => sum + units, 0n);
}
