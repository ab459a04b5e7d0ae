import type { AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import { type Money, money, sumMoney } from '../../domain/money.ts';
import { computeTrueUp, type PeriodShare, periodShareOf, shareOf } from '../../domain/pricing/true-up.ts';
import type { Rating } from '../adjustments/load-ratings.ts';
import type { DueCommitment } from './due-commitment.ts';

export interface RatedCommitment {
  readonly commitment: Money;
  /** Of a period that is only a part of a month. */
  readonly share: PeriodShare | null;
  /** The commitment, or its share. */
  readonly due: Money;
  readonly baseFee: Money;
  readonly usage: Money;
  readonly charged: Money;
  readonly trueUp: Money | null;
}

/**
 * What a closed period costs, and what is missing to its minimum; or why no rule can say that, or why it cannot be said
 * yet, in words.
 */
export function rateCommitment(
  due: DueCommitment,
  ratings: ReadonlyMap<string, Rating>,
): RatedCommitment | { byHand: AdjustmentReason } | { problem: string } {
  const { currency, planVersions, baseFeeMinor, metered } = due;
  const [version] = planVersions;
  if (version === undefined) return { problem: 'its invoice names no price of ours' };
  if (planVersions.length > 1 || metered.some(({ stretches }) => stretches > 1)) {
    return { byHand: 'several_prices' };
  }
  if (due.isFeeVoid) return { byHand: 'invoice_void' };
  const { commitmentMinor } = version;
  if (commitmentMinor === null) return { problem: 'no commitment is agreed in its currency' };
  if (baseFeeMinor === null) return { problem: 'the invoice that charged its flat fee is not here' };
  const amounts: Money[] = [];
  for (const { price, quantity } of metered) {
    const rating = ratings.get(price);
    if (rating === undefined) return { problem: 'its invoice names a price that is not ours' };
    const lines = rating.rate(quantity > 0n ? quantity : 0n, currency);
    amounts.push(...lines.map(({ amount }) => amount));
  }
  const commitment = money(commitmentMinor, currency);
  const baseFee = money(baseFeeMinor, currency);
  const usage = sumMoney(currency, amounts);
  const charges = [baseFee, usage];
  const share = periodShareOf(due.period, due.whole);
  return {
    commitment,
    share,
    due: share === null ? commitment : money(shareOf(commitmentMinor, share), currency),
    baseFee,
    usage,
    charged: sumMoney(currency, charges),
    trueUp: computeTrueUp({ commitment, charges, currency, ...(share !== null && { share }) }),
  };
}
