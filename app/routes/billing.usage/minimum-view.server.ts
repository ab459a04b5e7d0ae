import { computeMinimumSoFar } from '../../domain/pricing/minimum-so-far.ts';
import { formatMoney } from '../../format/money.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import type { MinimumView } from './minimum-view.ts';

/** Null without a commitment, and of a closed period, whose true-up is an amount on an invoice. */
export function toMinimumView({ usage, forecast }: UsageOverview, locale: string): MinimumView | null {
  const { minimum, baseFee, totalOverageCost } = usage;
  if (minimum === null) return null;
  const { agreed, commitment, charged, trueUp } = minimum;
  const words = (amount: typeof trueUp) => formatMoney(amount, locale);
  const isReached = trueUp.amountMinor === 0n;
  return {
    title:
      commitment.amountMinor === agreed.amountMinor
        ? `Minimum commitment of ${words(agreed)} a period`
        : `Minimum commitment of ${words(commitment)}, this period’s share of ${words(agreed)}`,
    trueUp: isReached ? null : words(trueUp),
    sum: isReached
      ? `${words(charged)} charged of ${words(commitment)}`
      : `${words(commitment)} − ${words(baseFee)} base fee − ${words(totalOverageCost)} overage = ${words(trueUp)}`,
    expected: expectedWords(),
  };

  function expectedWords(): string | null {
    if (forecast === null || !forecast.forecast.available) return null;
    const charges = [forecast.baseFee, forecast.forecast.usageCost.p50];
    const byTheEnd = computeMinimumSoFar({ commitment, charges }).trueUp;
    if (byTheEnd.amountMinor === 0n) return 'By the end of the period no true-up is expected.';
    return `By the end of the period a true-up of ${words(byTheEnd)} is expected, as usage goes.`;
  }
}
