import type { Money } from '../../domain/money.ts';
import { computeMinimumSoFar, type MinimumSoFar } from '../../domain/pricing/minimum-so-far.ts';
import { formatMoney } from '../../format/money.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import type { MinimumView } from './minimum-view.ts';

/** Null without a commitment, and of a closed period, whose true-up is an amount on an invoice. */
export function toMinimumView({ usage, forecast }: UsageOverview, locale: string): MinimumView | null {
  const { minimum, totalOverageCost } = usage;
  if (minimum === null) return null;
  const { agreed, commitment } = minimum;
  const words = (amount: Money) => formatMoney(amount, locale);
  return {
    title:
      commitment.amountMinor === agreed.amountMinor
        ? `Minimum commitment of ${words(agreed)} a period`
        : `Minimum commitment of ${words(commitment)}, this period’s share of ${words(agreed)}`,
    ...standingOf(minimum, totalOverageCost, words),
    expected: expectedWords(),
  };

  function expectedWords(): string | null {
    if (forecast?.minimum == null || !forecast.forecast.available) return null;
    const byTheEnd = computeMinimumSoFar(forecast.minimum, forecast.forecast.usageCost.p50).trueUp;
    if (byTheEnd === null) return null;
    if (byTheEnd.amountMinor === 0n) return 'By the end of the period no true-up is expected.';
    return `By the end of the period a true-up of ${words(byTheEnd)} is expected, as usage goes.`;
  }
}

function standingOf(
  { commitment, fee, charged, trueUp }: MinimumSoFar,
  usage: Money,
  words: (amount: Money) => string,
): Pick<MinimumView, 'standing' | 'isForeseen' | 'sum'> {
  if (trueUp === null) {
    const standing = 'Settled after the period';
    const sum =
      'Your plan changed within this period: what is due of the minimum is settled with you once it is over, and is in none of these figures.';
    return { standing, isForeseen: false, sum };
  }
  if (trueUp.amountMinor === 0n) {
    const sum = `${words(charged)} charged of ${words(commitment)}`;
    return { standing: 'Reached', isForeseen: true, sum };
  }
  return {
    standing: `True-up as it stands ${words(trueUp)}`,
    isForeseen: true,
    sum: `${words(commitment)} − ${words(fee)} base fee − ${words(usage)} overage = ${words(trueUp)}`,
  };
}
