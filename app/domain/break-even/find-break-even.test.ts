import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOG } from '../catalog.ts';
import { parseDecimal } from '../decimal.ts';
import { type Currency, money } from '../money.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { type PlanPrices, ratePlan } from '../pricing/rate-plan.ts';
import { findBreakEven } from './find-break-even.ts';

const FREE: MeteredPrice = { kind: 'graduated', tiers: [{ upTo: null, unitAmount: parseDecimal('0') }] };
const NOTHING = { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n };

function plan(baseMinor: bigint, calls: MeteredPrice, commitment: bigint | null = null): PlanPrices {
  return {
    currency: 'usd',
    baseFee: money(baseMinor, 'usd'),
    metered: { impressions: FREE, api_calls: calls, data_transfer_bytes: FREE },
    minimumCommitment: commitment === null ? null : money(commitment, 'usd'),
  };
}

function perUnit(unitAmount: string): MeteredPrice {
  return { kind: 'graduated', tiers: [{ upTo: null, unitAmount: parseDecimal(unitAmount) }] };
}

function listed(id: string, currency: Currency): PlanPrices {
  const prices = CATALOG.find((candidate) => candidate.id === id)?.prices ?? [];
  const find = (component: string) => {
    const found = prices.find((price) => price.component === component && price.currency === currency);
    if (found === undefined) throw new Error(component);
    return found;
  };
  const metered = (component: string) => (find(component) as { price: MeteredPrice }).price;
  return {
    currency,
    baseFee: money((find('base') as unknown as { unitAmountMinor: bigint }).unitAmountMinor, currency),
    metered: {
      impressions: metered('impressions'),
      api_calls: metered('api_calls'),
      data_transfer_bytes: metered('data_transfer_bytes'),
    },
    minimumCommitment: null,
  };
}

function breakEven(current: PlanPrices, other: PlanPrices) {
  return findBreakEven({ current, other, metric: 'api_calls', quantities: NOTHING });
}

describe('findBreakEven', () => {
  test('$0 + 1c a call against $10.00: 1,000 calls cost the same, 1,001 are cheaper there', () => {
    expect(breakEven(plan(0n, perUnit('1')), plan(1_000n, FREE))).toEqual({ kind: 'at', quantity: 1_001n });
  });

  test('roundings count: at 0.3c a call 1,002 make 300.6c, charged 301c, more than 300c', () => {
    expect(breakEven(plan(0n, perUnit('0.3')), plan(300n, FREE))).toEqual({ kind: 'at', quantity: 1_002n });
  });

  test('a plan that is cheaper from the start breaks even at none', () => {
    expect(breakEven(plan(100n, FREE), plan(99n, FREE))).toEqual({ kind: 'at', quantity: 0n });
  });

  test.each([
    ['the same terms', plan(100n, perUnit('1')), plan(100n, perUnit('1'))],
    ['a dearer fee at the same rate', plan(100n, perUnit('0.01')), plan(500n, perUnit('0.01'))],
    ['a dearer rate', plan(100n, perUnit('0.01')), plan(100n, perUnit('0.02'))],
  ])('never with %s', (_, current, other) => {
    expect(breakEven(current, other)).toEqual({ kind: 'never' });
  });

  test('a commitment of $20.00 counts: below 2,001 calls at 1c the other costs at least that', () => {
    expect(breakEven(plan(0n, perUnit('1')), plan(0n, perUnit('0.1'), 2_000n))).toEqual({
      kind: 'at',
      quantity: 2_001n,
    });
  });

  test('Starter to Growth on impressions alone: $99 + 4 M × $0.12 per 1,000 = $579 > $499; $400 over 1 M at $0.12 = 3,333,375', () => {
    const found = findBreakEven({
      current: listed('starter', 'usd'),
      other: listed('growth', 'usd'),
      metric: 'impressions',
      quantities: NOTHING,
    });
    // 1,000,000 + q with q × 0.012c rounded above 40,000c: q × 0.012 ≥ 40,000.5, so q = 3,333,375.
    expect(found).toEqual({ kind: 'at', quantity: 4_333_375n });
  });

  test('refuses two currencies', () => {
    const input = { metric: 'api_calls' as const, quantities: NOTHING };
    expect(() =>
      findBreakEven({ current: listed('starter', 'usd'), other: listed('growth', 'eur'), ...input }),
    ).toThrow('two currencies');
  });
});

const rates = fc.bigInt({ min: 0n, max: 30n }).map((tenths) => ({ scaled: tenths * 10n ** 11n }));
const tiers = fc
  .array(
    fc.record({
      width: fc.bigInt({ min: 1n, max: 40n }),
      unitAmount: rates,
      flatAmount: fc.option(rates),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => {
    let upTo = 0n;
    return parts.map(({ width, ...amounts }, index) => {
      upTo += width;
      return { upTo: index === parts.length - 1 ? null : upTo, ...amounts };
    });
  });
const prices: fc.Arbitrary<MeteredPrice> = fc.oneof(
  fc.record({ kind: fc.constantFrom('graduated' as const, 'volume' as const), tiers }),
  fc.record({
    kind: fc.constant('package' as const),
    size: fc.bigInt({ min: 1n, max: 15n }),
    amount: rates,
    round: fc.constantFrom('up' as const, 'down' as const),
  }),
);
const plans = fc
  .record({
    base: fc.bigInt({ min: 0n, max: 60n }),
    price: prices,
    commitment: fc.option(fc.bigInt({ min: 0n, max: 120n })),
  })
  .map(({ base, price, commitment }) => plan(base, price, commitment));

test('finds what counting up to 1,000 finds, and nothing before it, for every kind of price', () => {
  fc.assert(
    fc.property(plans, plans, (current, other) => {
      const isCheaper = (quantity: bigint) => {
        const used = { ...NOTHING, api_calls: quantity };
        return ratePlan(other, used).total.amountMinor < ratePlan(current, used).total.amountMinor;
      };
      let counted: bigint | null = null;
      for (let quantity = 0n; quantity <= 1_000n && counted === null; quantity += 1n) {
        if (isCheaper(quantity)) counted = quantity;
      }
      const found = breakEven(current, other);
      if (counted !== null) expect(found).toEqual({ kind: 'at', quantity: counted });
      else if (found.kind === 'at') {
        expect(found.quantity > 1_000n).toBe(true);
        expect(isCheaper(found.quantity)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('for the plans of the price list it is decided, exact, in every currency and pair', () => {
  const undecided: string[] = [];
  for (const currency of ['usd', 'jpy'] as const) {
    for (const from of CATALOG) {
      for (const to of CATALOG) {
        for (const metric of ['impressions', 'api_calls', 'data_transfer_bytes'] as const) {
          const [current, other] = [listed(from.id, currency), listed(to.id, currency)];
          const found = findBreakEven({ current, other, metric, quantities: NOTHING });
          if (found.kind === 'tooClose') undecided.push(`${from.id} ${to.id} ${metric}`);
          if (found.kind !== 'at') continue;
          const at = (quantity: bigint) => ({ ...NOTHING, [metric]: quantity });
          const gap = (quantity: bigint) =>
            ratePlan(current, at(quantity)).total.amountMinor -
            ratePlan(other, at(quantity)).total.amountMinor;
          expect(gap(found.quantity) > 0n).toBe(true);
          if (found.quantity > 0n) expect(gap(found.quantity - 1n) > 0n).toBe(false);
        }
      }
    }
  }
  expect(undecided).toEqual([]);
});
