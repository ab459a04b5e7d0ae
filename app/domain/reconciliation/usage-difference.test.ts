import { expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { judgeUsage } from './usage-difference.ts';

const tiered = (rate: string, flat?: string, kind: 'graduated' | 'volume' = 'graduated'): MeteredPrice => ({
  kind,
  tiers: [
    { upTo: 1_000_000n, unitAmount: parseDecimal('0') },
    { upTo: null, unitAmount: parseDecimal(rate), ...(flat && { flatAmount: parseDecimal(flat) }) },
  ],
});
const PACKAGES: MeteredPrice = { kind: 'package', size: 1_000n, amount: parseDecimal('20'), round: 'down' };

function judge(units: bigint, prices: readonly MeteredPrice[], isInParts = true) {
  const rating = { prices, isInParts, currency: 'usd' } as const;
  const stripe = 10_000_000n;
  return judgeUsage({ ...rating, internal: stripe + units, stripe, tolerancePercent: parseDecimal('0.5') });
}

test('30,000 of 10 M units by one price: $3.60 of $1,080.00, which 0.5 % tolerates', () => {
  const one = judge(30_000n, [tiered('0.012')], false);
  expect(one).toMatchObject({ amountEffectMinor: 360n, withinTolerance: true });
});

test('in parts they are valued at the dearest rate, whichever way they differ, and not tolerated', () => {
  const prices = [tiered('0'), tiered('0.012')];
  expect(judge(30_000n, prices)).toMatchObject({ amountEffectMinor: 360n, withinTolerance: false });
  expect(judge(-30_000n, prices)).toMatchObject({ amountEffectMinor: -360n, withinTolerance: false });
});

test('with the flat fees that they may reach, and with the package that they may fill', () => {
  expect(judge(30_000n, [tiered('0.012', '500')])?.amountEffectMinor).toBe(860n);
  expect(judge(30_999n, [PACKAGES, tiered('0.012')])?.amountEffectMinor).toBe(31n * 20n);
});

test('with those of each price, as each of the parts may reach its own', () => {
  expect(judge(30_000n, [tiered('0.012', '500'), tiered('0.008', '300')])?.amountEffectMinor).toBe(1_160n);
});

test('by volume one unit may reach the tier that rates all: 10,000,001 at 0.012, not one', () => {
  const prices = [tiered('0.012', undefined, 'volume'), tiered('0.008')];
  expect(judge(1n, prices)).toMatchObject({ amountEffectMinor: 120_000n, withinTolerance: false });
  expect(judge(-1n, prices)).toMatchObject({ amountEffectMinor: -120_000n, withinTolerance: false });
});

test('what can cost nothing is tolerated as units are', () => {
  expect(judge(30_000n, [tiered('0')])).toMatchObject({ amountEffectMinor: 0n, withinTolerance: true });
  expect(judge(60_000n, [tiered('0')])).toMatchObject({ withinTolerance: false });
  expect(judge(0n, [tiered('0')])).toBeNull();
});
