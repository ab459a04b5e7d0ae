import type { Metric } from '../domain/metric.ts';
import { type Currency, MINOR_DIGITS } from '../domain/money.ts';
import { exact, shiftDecimal } from './decimal.ts';
import { formatPriceBasis, METRIC_WORDS } from './metric.ts';

/** All decimals that Stripe keeps, so that a rate on the screen can be multiplied by hand. */
const MAX_RATE_DIGITS = 14;

/** Minor units per unit, exact, as money: `'0.012'` cents is "$0.00012". */
export function formatUnitPrice(unitAmountDecimal: string, currency: Currency, locale: string): string {
  const digits = MINOR_DIGITS[currency];
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: MAX_RATE_DIGITS,
  }).format(exact(shiftDecimal(unitAmountDecimal, -digits)));
}

/** The rate as it is sold: `'0.012'` cents an impression is "$0.12 per 1,000". */
export function formatRate(
  metric: Metric,
  rate: { unitAmountDecimal: string; currency: Currency },
  locale: string,
): string {
  return `${formatRatePrice(metric, rate, locale)} ${formatPriceBasis(metric, locale)}`;
}

/** The same without what it is told for, for a column whose head says that. */
export function formatRatePrice(
  metric: Metric,
  { unitAmountDecimal, currency }: { unitAmountDecimal: string; currency: Currency },
  locale: string,
): string {
  const { priceExponent } = METRIC_WORDS[metric];
  return formatUnitPrice(shiftDecimal(unitAmountDecimal, priceExponent), currency, locale);
}
