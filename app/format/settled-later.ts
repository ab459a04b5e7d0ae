import type { AdjustedComponent } from '../domain/adjustments/adjustment.ts';
import { describeUnits } from '../domain/adjustments/describe-adjustment.ts';
import type { Metric } from '../domain/metric.ts';
import type { Period } from '../domain/period.ts';
import { withReadersDates } from './dated-description.ts';
import { formatPeriod } from './dates.ts';
import { formatExactQuantityInWords } from './metric.ts';

interface Described {
  component: AdjustedComponent;
  quantityDelta: bigint;
  description: string;
}

/**
 * What was settled about a closed period, as its line on the invoice or credit note says it, in English; its period and
 * its units as the reader writes them.
 */
export function settledLaterText(item: Described, period: Period, locale: string): string {
  const { component, quantityDelta, description } = item;
  const dated = withReadersDates(description, period, locale);
  if (component === 'minimum' || isOne(quantityDelta)) return dated;
  return dated.replace(
    describeUnits(component, quantityDelta),
    formatExactQuantityInWords(component, quantityDelta, locale),
  );
}

/** The same of units about which nothing is decided. */
export function unsettledText(
  { metric, units, period }: { metric: Metric; units: bigint; period: Period },
  locale: string,
): string {
  const what = units < 0n ? 'Correction of usage' : 'Late usage';
  const words = isOne(units)
    ? describeUnits(metric, units)
    : formatExactQuantityInWords(metric, units, locale);
  return `${what} for ${formatPeriod(period, locale)}: ${words}`;
}

/** One of something is no plural, and is written alike everywhere. */
function isOne(units: bigint): boolean {
  return units === 1n || units === -1n;
}
