import { BYTES_PER_GB, type Metric } from '../../../domain/metric.ts';
import type { Currency } from '../../../domain/money.ts';
import { exact, shiftDecimal } from '../../../format/decimal.ts';
import { formatRate, formatUnitPrice } from '../../../format/rate.ts';

const GB_EXPONENT = BYTES_PER_GB.toString().length - 1;
const MAX_QUANTITY_DIGITS = 12;

/** Transfer in GB, as it is sold; everything else as it is counted. */
export function formatLineQuantity(quantity: string, metric: Metric | null, locale: string): string {
  const isTransfer = metric === 'data_transfer_bytes';
  const value = isTransfer ? shiftDecimal(quantity, -GB_EXPONENT) : quantity;
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: MAX_QUANTITY_DIGITS }).format(
    exact(value),
  );
  return isTransfer ? `${text} GB` : text;
}

export function formatLineRate(
  rate: { unitAmountDecimal: string; currency: Currency },
  metric: Metric | null,
  locale: string,
): string {
  if (metric === null) return formatUnitPrice(rate.unitAmountDecimal, rate.currency, locale);
  return formatRate(metric, rate, locale);
}
