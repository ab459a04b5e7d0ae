import type { SettledAs } from '../domain/adjustments/settled-as.ts';
import { money } from '../domain/money.ts';
import { ADJUSTMENT_REASON_WORDS } from '../format/adjustment-reason.ts';
import { formatQuantityInWords, METRIC_WORDS } from '../format/metric.ts';
import { formatMoney } from '../format/money.ts';
import type { OpenAdjustment } from '../services/adjustments/open-adjustment.ts';

/** What of the period it is about. */
export function componentWords({ component }: Pick<OpenAdjustment, 'component'>): string {
  return component === 'minimum' ? 'Minimum commitment' : METRIC_WORDS[component].label;
}

/** Why no rule settles it. */
export function undecidedWords({ reason, error }: Pick<OpenAdjustment, 'reason' | 'error'>): string {
  return reason === null ? (error ?? 'Stripe refused it') : ADJUSTMENT_REASON_WORDS[reason];
}

/** What became of it, as the person who closed it says. */
export const SETTLED_AS_WORDS: Readonly<Record<SettledAs, string>> = {
  outside: 'Billed or given back outside',
  waived: 'Waived, no money moved',
};

/** The amount and which way it goes; only the units where no plan rates them, and of a minimum that no rule says as much. */
export function leftWords(
  { component, left, quantityDelta }: Pick<OpenAdjustment, 'component' | 'left' | 'quantityDelta'>,
  locale: string,
): string {
  const isGivenBack = left.amountMinor < 0n || (left.amountMinor === 0n && quantityDelta < 0n);
  const to = isGivenBack ? 'to give back' : 'to bill';
  if (left.amountMinor === 0n) {
    if (component === 'minimum') return 'No rule says how much';
    const units = quantityDelta < 0n ? -quantityDelta : quantityDelta;
    return `${formatQuantityInWords(component, units, locale)} ${to}, not rated`;
  }
  return `${formatMoney(money(isGivenBack ? -left.amountMinor : left.amountMinor, left.currency), locale)} ${to}`;
}
