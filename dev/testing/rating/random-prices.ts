import fc from 'fast-check';
import { formatDecimal, parseDecimal } from '../../../app/domain/decimal.ts';
import type { MeteredPrice } from '../../../app/domain/pricing/metered-price.ts';
import type { StripePriceTerms } from './stripe-rating.ts';

/** The same on every run; another value of RATING_SEED tries others. */
export const RATING_SEED = Number(process.env.RATING_SEED ?? 20_261_122);

export interface RandomPriceLimits {
  maxWidth: bigint;
  /** Of a rate, in 10^-12 minor units. */
  maxRate: bigint;
  /** Stripe's words leave open what a flat fee of the first tier does with no usage, so we sell none. */
  flatFeeInFirstTier: boolean;
}

/** Rates with all twelve places, whole ones, and halves, which make many a line end in exactly a half. */
function ratesUpTo(max: bigint): fc.Arbitrary<string> {
  const half = 5n * 10n ** 11n;
  return fc
    .oneof(
      fc.bigInt({ min: 0n, max }),
      fc.bigInt({ min: 0n, max: max < 10n ** 6n ? max : 10n ** 6n }),
      fc.bigInt({ min: 0n, max: max / half }).map((halves) => halves * half),
    )
    .map((scaled) => formatDecimal({ scaled }));
}

export function randomPrices(limits: RandomPriceLimits): fc.Arbitrary<StripePriceTerms> {
  const rate = ratesUpTo(limits.maxRate);
  const flat = fc.option(ratesUpTo(10n ** 17n), { nil: undefined });
  const tiered = fc
    .record({
      mode: fc.constantFrom('graduated' as const, 'volume' as const),
      parts: fc.array(
        fc.record({
          width: fc.bigInt({ min: 1n, max: limits.maxWidth }),
          rate: fc.oneof(rate, fc.constant('0')),
          flat,
        }),
        { minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ mode, parts }): StripePriceTerms => {
      let upTo = 0n;
      const tiers = parts.map(({ width, rate: unit, flat: fee }, index) => {
        upTo += width;
        const hasFlat = fee !== undefined && (index > 0 || limits.flatFeeInFirstTier);
        return {
          up_to: index === parts.length - 1 ? ('inf' as const) : upTo,
          unit_amount_decimal: unit,
          ...(hasFlat && { flat_amount_decimal: fee }),
        };
      });
      return { billing_scheme: 'tiered', tiers_mode: mode, tiers };
    });
  const packaged = fc
    .record({
      divide_by: fc.bigInt({ min: 1n, max: limits.maxWidth }),
      round: fc.constantFrom('up' as const, 'down' as const),
      amount: ratesUpTo(10n ** 15n),
    })
    .map(
      ({ amount, ...transform_quantity }): StripePriceTerms => ({
        billing_scheme: 'per_unit',
        unit_amount_decimal: amount,
        transform_quantity,
      }),
    );
  return fc.oneof({ weight: 3, arbitrary: tiered }, { weight: 1, arbitrary: packaged });
}

/** A quantity of a price, often at a border or one beside it. */
export function quantityOf(terms: StripePriceTerms, { at, beside, free }: QuantityDraw): bigint {
  const borders = [
    terms.transform_quantity?.divide_by ?? [],
    (terms.tiers ?? []).map((tier) => (tier.up_to === 'inf' ? [] : tier.up_to)),
  ].flat(2);
  const border = at === null ? undefined : borders[at % borders.length];
  return border === undefined ? free : border + beside;
}

export interface QuantityDraw {
  at: number | null;
  beside: bigint;
  free: bigint;
}

export function quantityDraws(max: bigint): fc.Arbitrary<QuantityDraw> {
  return fc.record({
    at: fc.option(fc.nat()),
    beside: fc.bigInt({ min: -1n, max: 1n }),
    free: fc.bigInt({ min: 0n, max }),
  });
}

/** The same terms as the application has them. */
export function toMeteredPrice(terms: StripePriceTerms): MeteredPrice {
  const { transform_quantity: packs } = terms;
  if (packs !== undefined) {
    const amount = parseDecimal(terms.unit_amount_decimal ?? '0');
    return { kind: 'package', size: packs.divide_by, amount, round: packs.round };
  }
  return {
    kind: terms.tiers_mode ?? 'graduated',
    tiers: (terms.tiers ?? []).map((tier) => ({
      upTo: tier.up_to === 'inf' ? null : tier.up_to,
      unitAmount: parseDecimal(tier.unit_amount_decimal),
      flatAmount: tier.flat_amount_decimal === undefined ? null : parseDecimal(tier.flat_amount_decimal),
    })),
  };
}
