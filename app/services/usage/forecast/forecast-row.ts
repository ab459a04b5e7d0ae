import { z } from 'zod';
import {
  forecastUsage,
  type MetricHistory,
  type UsageForecast,
} from '../../../domain/forecast/forecast-usage.ts';
import { seedOf } from '../../../domain/forecast/random.ts';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import { CURRENCIES, money } from '../../../domain/money.ts';
import { startOfUtcDay, utcDay, utcDaysOf } from '../../../domain/period.ts';
import type { PeriodMinimum } from '../../../domain/pricing/minimum-so-far.ts';
import { minimumRow, toPeriodMinimum } from '../../catalog/commitment-row.ts';
import { baseFeeOf, priceRow } from '../../catalog/price-row.ts';
import { type Quantities, ratePeriod } from '../current/rate-period.ts';
import { dailyRow } from '../current/read-usage-rows.ts';
import { usageBeforeRow } from '../periods/usage-before.ts';

const units = z.string().transform(BigInt);

/** A row of `selectForecastInputs`. */
export const forecastInputRow = z.object({
  customer_id: z.string(),
  currency: z.enum(CURRENCIES),
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  as_of: z.coerce.date(),
  prices: z.array(priceRow),
  minimum: minimumRow.nullable(),
  usage_before: usageBeforeRow,
  so_far: z.object({ impressions: units, api_calls: units, data_transfer_bytes: units }),
  days: z.array(dailyRow),
  today_shares: z.partialRecord(z.enum(METRICS), z.number().nullable()),
});
export type ForecastInputRow = z.output<typeof forecastInputRow>;

/** The forecast of one customer; the same on the same usage, whoever asks. */
export function forecastRow(row: ForecastInputRow): UsageForecast {
  const { currency, prices, usage_before: before } = row;
  return forecastUsage({
    period: { start: row.period_start, end: row.period_end },
    asOf: row.as_of,
    seed: seedOf(`${row.customer_id} ${utcDay(row.as_of)}`),
    metrics: {
      impressions: historyOf('impressions', row),
      api_calls: historyOf('api_calls', row),
      data_transfer_bytes: historyOf('data_transfer_bytes', row),
    },
    rate: (quantities: Quantities) => ratePeriod({ prices, quantities, currency, before }).usageCost,
  });
}

/** Null where nothing is agreed. */
export function minimumOfRow({ minimum, prices, currency }: ForecastInputRow): PeriodMinimum | null {
  return minimum && toPeriodMinimum(minimum, money(baseFeeOf(prices), currency));
}

/** From the metric's first day with any usage on: days before it say nothing of it. */
function historyOf(metric: Metric, row: ForecastInputRow): MetricHistory {
  const known = row.days.filter((day) => day.metric === metric && day.quantity > 0n);
  const byDay = new Map(known.map(({ day, quantity }) => [day, quantity]));
  const first = [...byDay.keys()].sort()[0];
  const days =
    first === undefined
      ? []
      : utcDaysOf({ start: new Date(`${first}T00:00:00.000Z`), end: startOfUtcDay(row.as_of) });
  return {
    days: days.map((day) => byDay.get(day) ?? 0n),
    unitsSoFar: row.so_far[metric],
    shareOfToday: row.today_shares[metric] ?? clockShare(row.as_of),
  };
}

const DAY_MS = 86_400_000;

function clockShare(asOf: Date): number {
  return (asOf.getTime() - startOfUtcDay(asOf).getTime()) / DAY_MS;
}
