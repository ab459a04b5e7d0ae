import type { MeteredPrice } from '../pricing/metered-price.ts';
import type { CostLine } from './cost-line.ts';
import { type Range, rangesFrom, smallestWhere } from './range.ts';

/** More than anybody can use: 10^18 bytes are an exabyte. */
const MAX_QUANTITY = 10n ** 18n;

/** Where neither price has a border inside, neither total ever falls and both run along straight lines. */
export function segmentsOf(prices: readonly MeteredPrice[]): Range[] {
  const borders = prices.flatMap((price) =>
    price.kind === 'package' ? [] : price.tiers.flatMap(({ upTo }) => upTo ?? []),
  );
  return rangesFrom([0n, 1n, ...borders.map((border) => border + 1n)], MAX_QUANTITY);
}

/** A commitment bends a plan's line where the usage outgrows it. */
export function cutAtCommitments(lines: readonly CostLine[], range: Range): Range[] {
  const cuts = lines.flatMap(({ commitment, plain }) => {
    if (commitment === null || plain(range.low) >= commitment || plain(range.high) < commitment) return [];
    return [smallestWhere(range, (quantity) => plain(quantity) >= commitment)];
  });
  return rangesFrom([range.low, ...cuts], range.high);
}
