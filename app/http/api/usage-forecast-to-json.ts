import type { Band, MetricForecast } from '../../domain/forecast/forecast-usage.ts';
import type { Metric } from '../../domain/metric.ts';
import { addMoney } from '../../domain/money.ts';
import { type CustomerForecast, expectedTotals } from '../../services/usage/forecast/get-usage-forecast.ts';
import { exactDecimal, exactInteger } from './exact-number.ts';
import { majorUnits } from './major-units.ts';
import type { UsageForecastJson } from './usage-forecast-schemas.ts';

export function usageForecastToJson(found: CustomerForecast): UsageForecastJson {
  const { period, baseFee, forecast, minimum } = found;
  const totals = expectedTotals(found);
  return {
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    as_of: found.asOf.toISOString(),
    currency: found.currency,
    base_fee: majorUnits(baseFee),
    so_far: {
      units: perMetric(found.soFar, exactInteger),
      usage_charge: majorUnits(found.usageCostSoFar),
      total: majorUnits(addMoney(baseFee, found.usageCostSoFar)),
    },
    unavailable_reason: forecast.available ? null : forecast.reason,
    minimum_commitment: minimum && majorUnits(minimum.commitment),
    forecast:
      forecast.available && totals !== null
        ? {
            units: perMetric(forecast.metrics, metricForecastToJson),
            usage_charge: bandOf(forecast.usageCost, majorUnits),
            total: bandOf(totals, majorUnits),
          }
        : null,
    past_error: perMetric(
      found.pastError,
      (error) => error && { mean_percent: exactDecimal(BigInt(error.permille), 1), periods: error.periods },
    ),
  };
}

function metricForecastToJson(forecast: MetricForecast) {
  return {
    ...bandOf(forecast, exactInteger),
    days: forecast.cumulative.map((ahead) => ({ day: ahead.day, ...bandOf(ahead, exactInteger) })),
  };
}

function bandOf<T, R>({ p10, p50, p90 }: Band<T>, toJson: (value: T) => R): Band<R> {
  return { p10: toJson(p10), p50: toJson(p50), p90: toJson(p90) };
}

function perMetric<T, R>(values: Readonly<Record<Metric, T>>, toJson: (value: T) => R): Record<Metric, R> {
  return {
    impressions: toJson(values.impressions),
    api_calls: toJson(values.api_calls),
    data_transfer_bytes: toJson(values.data_transfer_bytes),
  };
}
