import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateUsage } from '../../../app/domain/pricing/rate-usage.ts';
import { quantityDraws, quantityOf, RATING_SEED, randomPrices, toMeteredPrice } from './random-prices.ts';
import { amountsByStripe, type StripePriceTerms } from './stripe-rating.ts';

const RUNS = 10_000;

describe('the rating written from Stripe’s documentation', () => {
  const fonts: StripePriceTerms['tiers'] = [
    { up_to: 5n, unit_amount_decimal: '700' },
    { up_to: 10n, unit_amount_decimal: '650' },
    { up_to: 'inf', unit_amount_decimal: '600' },
  ];

  test.each([
    ['volume', 5n, [3_500n]],
    ['volume', 6n, [3_900n]],
    ['volume', 25n, [15_000n]],
    ['graduated', 5n, [3_500n]],
    ['graduated', 6n, [3_500n, 650n]],
    ['graduated', 20n, [3_500n, 3_250n, 6_000n]],
  ] as const)('gives its examples: %s, %d fonts', (mode, quantity, amounts) => {
    const terms: StripePriceTerms = { billing_scheme: 'tiered', tiers_mode: mode, tiers: fonts };
    expect(amountsByStripe(terms, quantity)).toEqual(amounts);
  });

  test('31 credits at 3.6c are 111.6c, invoiced as 112c', () => {
    const terms: StripePriceTerms = { billing_scheme: 'per_unit', unit_amount_decimal: '3.6' };
    expect(amountsByStripe(terms, 31n)).toEqual([112n]);
  });
});

test(`rateUsage agrees with it, line by line, on ${RUNS} random prices and quantities`, () => {
  const limits = { maxWidth: 10n ** 13n, maxRate: 10n ** 15n, flatFeeInFirstTier: true };
  fc.assert(
    fc.property(randomPrices(limits), quantityDraws(10n ** 14n), (terms, draw) => {
      const quantity = quantityOf(terms, draw);
      const charges = rateUsage({ price: toMeteredPrice(terms), quantity, currency: 'usd' });
      expect(charges.map(({ amount }) => amount.amountMinor)).toEqual(amountsByStripe(terms, quantity));
    }),
    { numRuns: RUNS, seed: RATING_SEED },
  );
});
