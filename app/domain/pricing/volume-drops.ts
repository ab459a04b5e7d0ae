import type { Currency, Money } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { costOfUsage } from './rate-increment.ts';

/** A border of a volume price at which one more unit makes the whole cheaper. */
export interface VolumeDrop {
  /** The last unit before the drop. */
  readonly border: bigint;
  readonly costAtBorder: Money;
  /** What `border + 1` units cost. */
  readonly costBeyond: Money;
  /** Every quantity from here up to the border costs more than `border + 1` units do. */
  readonly dearerFrom: bigint;
}

/** The drops of a volume price, lowest first; other kinds have none. Same errors as `rateUsage`. */
export function findVolumeDrops(input: { price: MeteredPrice; currency: Currency }): readonly VolumeDrop[] {
  const { price, currency } = input;
  if (price.kind !== 'volume') return [];
  const cost = (quantity: bigint) => costOfUsage({ price, quantity, currency });
  const borders = price.tiers.flatMap(({ upTo }) => upTo ?? []);
  return borders.flatMap((border, index) => {
    const costAtBorder = cost(border);
    const costBeyond = cost(border + 1n);
    if (costBeyond.amountMinor >= costAtBorder.amountMinor) return [];
    const isDearer = (quantity: bigint) => cost(quantity).amountMinor > costBeyond.amountMinor;
    return [{ border, costAtBorder, costBeyond, dearerFrom: dearerFrom(borders, index, isDearer) }];
  });
}

/** Within a tier the cost never falls, so the first dearer quantity is found by halving; then on into the tier below. */
function dearerFrom(
  borders: readonly bigint[],
  index: number,
  isDearer: (quantity: bigint) => boolean,
): bigint {
  let first = borders[index] as bigint;
  for (let tier = index; tier >= 0 && isDearer(borders[tier] as bigint); tier -= 1) {
    const below = borders[tier - 1] ?? 0n;
    let low = below;
    first = borders[tier] as bigint;
    while (first - low > 1n) {
      const middle = (low + first) / 2n;
      if (isDearer(middle)) first = middle;
      else low = middle;
    }
    if (first > below + 1n) break;
  }
  return first;
}
