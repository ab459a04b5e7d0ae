import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../../domain/errors.ts';
import type { Band, UsageForecast } from '../../../domain/forecast/forecast-usage.ts';
import { computePastError } from '../../../domain/forecast/past-error.ts';
import type { Metric } from '../../../domain/metric.ts';
import type { Currency, Money } from '../../../domain/money.ts';
import type { Period } from '../../../domain/period.ts';
import { costWithTrueUp, type PeriodMinimum } from '../../../domain/pricing/minimum-so-far.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { type Quantities, ratePeriod } from '../current/rate-period.ts';
import { forecastInputRow, forecastRow, minimumOfRow } from './forecast-row.ts';
import { selectForecastInputs } from './select-forecast-inputs.ts';
import { pastForecastRow, selectPastForecasts } from './select-past-forecasts.ts';

export interface CustomerForecast {
  period: Period;
  /** Up to when usage is known. */
  asOf: Date;
  currency: Currency;
  baseFee: Money;
  /** Units and usage charges so far. */
  soFar: Quantities;
  usageCostSoFar: Money;
  /** Null where nothing is agreed. */
  minimum: PeriodMinimum | null;
  forecast: UsageForecast;
  /** How far earlier P50s were off when as much of their period had passed; null while none can be compared. */
  pastError: Readonly<Record<Metric, { permille: number; periods: number } | null>>;
}

/** The two queries that `toCustomerForecast` reads, for a page that fetches them in one batch with others. */
export function selectCustomerForecast(input: { customerId: string; now: Date }) {
  return {
    inputs: selectForecastInputs({ customerIds: sql`${input.customerId}::uuid`, now: input.now }),
    past: selectPastForecasts(input),
  };
}

/** Null when no subscription runs. */
export function toCustomerForecast(rows: {
  inputs: readonly unknown[];
  past: readonly unknown[];
}): CustomerForecast | null {
  if (rows.inputs[0] === undefined) return null;
  const row = forecastInputRow.parse(rows.inputs[0]);
  const { currency } = row;
  const rated = ratePeriod({
    prices: row.prices,
    quantities: row.so_far,
    currency,
    before: row.usage_before,
  });
  const past = z.array(pastForecastRow).parse(rows.past);
  const errorOf = (metric: Metric) => computePastError(past.filter((entry) => entry.metric === metric));
  return {
    period: { start: row.period_start, end: row.period_end },
    asOf: row.as_of,
    currency,
    baseFee: rated.baseFee,
    soFar: row.so_far,
    usageCostSoFar: rated.usageCost,
    minimum: minimumOfRow(row),
    forecast: forecastRow(row),
    pastError: {
      impressions: errorOf('impressions'),
      api_calls: errorOf('api_calls'),
      data_transfer_bytes: errorOf('data_transfer_bytes'),
    },
  };
}

/** Flat fee, usage charges and what is missing to the minimum commitment by then; null while there is no forecast. */
export function expectedTotals(found: CustomerForecast): Band<Money> | null {
  const { forecast, baseFee, minimum } = found;
  if (!forecast.available) return null;
  const totalOf = (charge: Money) => costWithTrueUp({ baseFee, usage: charge }, minimum);
  const { p10, p50, p90 } = forecast.usageCost;
  return { p10: totalOf(p10), p50: totalOf(p50), p90: totalOf(p90) };
}

/** What the running period will come to: units a metric and money. Throws `no_subscription`. One trip. */
export async function getUsageForecast(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CustomerForecast> {
  const queries = selectCustomerForecast({ customerId, now: ctx.now });
  const [inputs, past] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(queries.inputs),
    db.execute(queries.past),
  ]);
  const found = toCustomerForecast({ inputs: inputs.rows, past: past.rows });
  if (found === null) throw new BillingError('no_subscription', 'There is no subscription.');
  return found;
}
