import { parseDecimal } from '../app/domain/decimal.ts';
import type { MeteredPrice } from '../app/domain/pricing/metered-price.ts';
import { rateUsage } from '../app/domain/pricing/rate-usage.ts';
import { atLeast, type BenchResult, figure } from './result.ts';

const LINES = 1_000_000;
const PER_SECOND = 500_000;

/** A usage line is one quantity of one price, which makes up to four charges. */
interface UsageLine {
  price: MeteredPrice;
  quantity: bigint;
}

const tier = (upTo: bigint | null, unitAmount: string, flat: string | null = null) => ({
  upTo,
  unitAmount: parseDecimal(unitAmount),
  flatAmount: flat === null ? null : parseDecimal(flat),
});

/** As they are sold, byte prices with nine places among them. */
const PRICES: readonly MeteredPrice[] = [
  { kind: 'graduated', tiers: [tier(10_000_000n, '0'), tier(50_000_000n, '0.008'), tier(null, '0.0065')] },
  { kind: 'graduated', tiers: [tier(500_000_000_000n, '0'), tier(null, '0.000000008')] },
  { kind: 'volume', tiers: [tier(1_000_000n, '0.05'), tier(null, '0.04', '2500')] },
  { kind: 'package', size: 1_000n, amount: parseDecimal('40'), round: 'up' },
];
const SPANS: readonly bigint[] = [100_000_000n, 2_000_000_000_000n, 3_000_000n, 3_000_000n];

/** Rating in the pure domain on one core, beside the bare multiplication that no rating can do without. */
export function benchRating(): BenchResult[] {
  const lines = usageLines();
  const floor = perSecond(lines, multiplyAll);
  const rated = perSecond(lines, rateAll);
  return [
    figure('bare bigint multiplication', floor, 'lines/s'),
    atLeast(`rate ${LINES.toLocaleString('en-US')} usage lines`, rated, 'lines/s', PER_SECOND),
    figure('the bare multiplication is faster by', floor / rated, '×'),
  ];
}

function usageLines(): UsageLine[] {
  let state = 7;
  const share = () => {
    state = (state * 48_271) % 2_147_483_647;
    return BigInt(state);
  };
  return Array.from({ length: LINES }, (_, index) => {
    const which = index % PRICES.length;
    return {
      price: PRICES[which] as MeteredPrice,
      quantity: (share() * (SPANS[which] as bigint)) / 2_147_483_647n,
    };
  });
}

function rateAll(lines: readonly UsageLine[]): bigint {
  let sum = 0n;
  for (const { price, quantity } of lines) {
    for (const { amount } of rateUsage({ price, quantity, currency: 'usd' })) sum += amount.amountMinor;
  }
  return sum;
}

function multiplyAll(lines: readonly UsageLine[]): bigint {
  const { scaled } = parseDecimal('0.0065');
  let sum = 0n;
  for (const { quantity } of lines) sum += quantity * scaled;
  return sum;
}

/** The best of some rounds: the others were disturbed. */
function perSecond(lines: readonly UsageLine[], work: (lines: readonly UsageLine[]) => bigint): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    if (work(lines) <= 0n) throw new Error('nothing was rated');
    best = Math.min(best, performance.now() - began);
  }
  return (LINES / best) * 1_000;
}

if (process.argv[1] === import.meta.filename) console.table(benchRating());
