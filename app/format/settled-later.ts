import type { AdjustedComponent } from '../domain/adjustments/adjustment.ts';
import { describeUnits } from '../domain/adjustments/describe-adjustment.ts';
import type { SettlementState } from '../domain/adjustments/settlement-state.ts';
import type { Metric } from '../domain/metric.ts';
import type { Money } from '../domain/money.ts';
import type { Period } from '../domain/period.ts';
import { withReadersDates } from './dated-description.ts';
import { formatPeriod } from './dates.ts';
import { formatExactQuantityInWords } from './metric.ts';
import { formatMoney } from './money.ts';

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

/** What it comes to; a dash where a person says or said that, so that it is known to nobody here. */
export function settledAmount(
  { state, amount }: { state: SettlementState; amount: Money },
  locale: string,
): string {
  const isByPerson = state === 'undecided' || state === 'by_hand' || state === 'waived';
  return isByPerson && amount.amountMinor === 0n ? '–' : formatMoney(amount, locale);
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
