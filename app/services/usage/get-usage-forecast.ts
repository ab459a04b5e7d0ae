import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import type { UsageForecast } from '../../domain/forecast/forecast-usage.ts';
import { computePastError } from '../../domain/forecast/past-error.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { Currency, Money } from '../../domain/money.ts';
import type { Period } from '../../domain/period.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { forecastInputRow, forecastRow } from './forecast/forecast-row.ts';
import { selectForecastInputs } from './forecast/select-forecast-inputs.ts';
import { pastForecastRow, selectPastForecasts } from './forecast/select-past-forecasts.ts';
import { type Quantities, ratePeriod } from './rate-period.ts';

export interface CustomerForecast {
  period: Period;
  /** Up to when usage is known. */
  asOf: Date;
  currency: Currency;
  baseFee: Money;
  /** Units and usage charges so far. */
  soFar: Quantities;
  usageCostSoFar: Money;
  forecast: UsageForecast;
  /** How far earlier P50s were off when as much of their period had passed; null while none can be compared. */
  pastError: Readonly<Record<Metric, { permille: number; periods: number } | null>>;
}

/** What the running period will come to: units a metric and money. Throws `no_subscription`. One trip. */
export async function getUsageForecast(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CustomerForecast> {
  const [inputs, past] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectForecastInputs({ customerIds: sql`${customerId}::uuid`, now: ctx.now })),
    db.execute(selectPastForecasts({ customerId, now: ctx.now })),
  ]);
  if (inputs.rows[0] === undefined) throw new BillingError('no_subscription', 'There is no subscription.');
  const row = forecastInputRow.parse(inputs.rows[0]);
  const { currency } = row;
  const rated = ratePeriod({ prices: row.prices, quantities: row.so_far, currency });
  const rows = z.array(pastForecastRow).parse(past.rows);
  const errors = METRICS.map(
    (metric) => [metric, computePastError(rows.filter((entry) => entry.metric === metric))] as const,
  );
  return {
    period: { start: row.period_start, end: row.period_end },
    asOf: row.as_of,
    currency,
    baseFee: rated.baseFee,
    soFar: row.so_far,
    usageCostSoFar: rated.usageCost,
    forecast: forecastRow(row),
    pastError: Object.fromEntries(errors) as CustomerForecast['pastError'],
  };
}
