import type { MetricForecast } from '../../domain/forecast/forecast-usage.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatQuantity } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/percent.ts';
import { expectedTotals } from '../../services/usage/forecast/get-usage-forecast.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import type { ExpectedMoneyView, ExpectedView } from './expected-view.ts';

export function toExpectedView(
  metric: Metric,
  input: {
    expected: MetricForecast;
    includedUnits: bigint;
    isOver: boolean;
    error: { permille: number; periods: number } | null | undefined;
    locale: string;
  },
): ExpectedView {
  const { expected, error, locale } = input;
  const format = (units: bigint) => formatQuantity(metric, units, locale);
  return {
    units: format(expected.p50),
    range: `${format(expected.p10)} – ${format(expected.p90)}`,
    usedUpOn: toUsedUpOn(input),
    pastError: error == null ? null : formatError(error, locale),
  };
}

function toUsedUpOn(input: {
  expected: MetricForecast;
  includedUnits: bigint;
  isOver: boolean;
  locale: string;
}): string | null {
  const { expected, includedUnits, isOver, locale } = input;
  if (isOver || includedUnits === 0n) return null;
  const passing = expected.cumulative.find(({ p50 }) => p50 > includedUnits);
  return passing === undefined ? null : formatDate(new Date(`${passing.day}T00:00:00Z`), locale);
}

function formatError({ permille, periods }: { permille: number; periods: number }, locale: string): string {
  const share = formatShare({ part: BigInt(permille), whole: 1_000n }, locale);
  return `off by ${share} on average in ${periods === 1 ? 'the last period' : `the last ${periods} periods`}`;
}

/** Flat fee, usage charges rated on each course through the tiers, and the true-up to a minimum, before tax. */
export function toExpectedMoney({ forecast }: UsageOverview, locale: string): ExpectedMoneyView | null {
  const totals = forecast && expectedTotals(forecast);
  if (totals === null) return null;
  const format = (total: Money) => formatMoney(total, locale);
  const { p10, p50, p90 } = totals;
  const isOne = p10.amountMinor === p90.amountMinor;
  return { total: format(p50), range: isOne ? format(p50) : `${format(p10)} – ${format(p90)}` };
}
