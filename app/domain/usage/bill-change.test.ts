import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { type Currency, money } from '../money.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { type Bill, computeBillChange } from './bill-change.ts';

/** 100 free, then 10 cents each. */
const PRICE = priceOf(100n, '10');

function priceOf(free: bigint, rate: string): MeteredPrice {
  return {
    kind: 'graduated',
    tiers: [
      { upTo: free, unitAmount: parseDecimal('0') },
      { upTo: null, unitAmount: parseDecimal(rate) },
    ],
  };
}

interface Given {
  currency?: Currency;
  planId?: string;
  fee?: bigint;
  price?: MeteredPrice;
  quantity?: bigint;
  other?: bigint;
  discount?: bigint;
  tax?: bigint | null;
}

function bill(given: Given = {}): Bill {
  const { currency = 'usd', planId = 'growth', fee = 49_900n, price = PRICE, quantity = 100n } = given;
  const { other = 0n, discount = 0n, tax = 0n } = given;
  const over = quantity > 100n && price === PRICE ? (quantity - 100n) * 10n : 0n;
  return {
    currency,
    planId,
    baseFee: money(fee, currency),
    metered: {
      impressions: { planId, price, quantity },
      api_calls: { planId, price: PRICE, quantity: 0n },
      data_transfer_bytes: { planId, price: PRICE, quantity: 0n },
    },
    subtotal: money(fee + over + other, currency),
    after: tax === null ? null : { discount: money(discount, currency), tax: money(tax, currency) },
  };
}

function partsOf(before: Bill, after: Bill) {
  return computeBillChange({ before, after }).parts.map(({ cause, metric, amount }) => [
    cause,
    metric,
    amount.amountMinor,
  ]);
}

describe('computeBillChange', () => {
  test('the plan changed at the renewal: the fee, billed in advance, changes a bill before the usage does', () => {
    const other = priceOf(100n, '20');
    const before = bill({ planId: 'starter', fee: 9_900n, quantity: 200n });
    const renewal = { ...bill({ quantity: 200n }), metered: before.metered };
    const after = bill({ price: other, quantity: 200n, other: 2_000n });
    expect(partsOf(before, renewal)).toEqual([['plan', null, 40_000n]]);
    expect(partsOf(renewal, after)).toEqual([['plan', 'impressions', 1_000n]]);
  });

  test('what a bill charged in several stretches differs by the change of plan, before or after', () => {
    const changed = (minor: bigint): Bill => {
      const one = bill({ quantity: 150n });
      const impressions = { ...one.metered.impressions, changed: money(minor, 'usd') };
      return { ...one, metered: { ...one.metered, impressions }, subtotal: money(49_900n + minor, 'usd') };
    };
    expect(partsOf(bill({ quantity: 160n }), changed(250n))).toEqual([['plan', 'impressions', -350n]]);
    expect(partsOf(changed(250n), bill({ quantity: 160n }))).toEqual([['plan', 'impressions', 350n]]);
    expect(partsOf(changed(250n), changed(0n))).toEqual([['plan', 'impressions', -250n]]);
  });

  test('the same bill twice has no parts', () => {
    expect(partsOf(bill(), bill())).toEqual([]);
  });

  test('50 more impressions over the 100 free ones, at 10 cents = $5.00 of volume', () => {
    expect(partsOf(bill(), bill({ quantity: 150n }))).toEqual([['volume', 'impressions', 500n]]);
  });

  test('a dearer price on the same units is price; the fee too, while the plan is the same', () => {
    const after = {
      ...bill({ quantity: 150n, price: priceOf(100n, '12') }),
      subtotal: money(51_500n, 'usd'),
    };
    const dearer = { ...after, baseFee: money(50_900n, 'usd') };
    expect(partsOf(bill({ quantity: 150n }), dearer)).toEqual([
      ['price', 'impressions', 100n],
      ['price', null, 1_000n],
    ]);
  });

  test('another plan: its fee and its prices on the new units are plan, the units at the old prices volume', () => {
    const after: Bill = {
      ...bill({ planId: 'scale', fee: 199_900n, price: priceOf(1_000n, '5'), quantity: 300n }),
      subtotal: money(199_900n, 'usd'),
    };
    expect(partsOf(bill({ quantity: 100n }), after)).toEqual([
      ['volume', 'impressions', 2_000n],
      ['plan', 'impressions', -2_000n],
      ['plan', null, 150_000n],
    ]);
  });

  test('late usage and credits are one-offs, a discount is a discount, tax is tax', () => {
    const change = partsOf(bill({ tax: 100n }), bill({ other: -700n, discount: 4_990n, tax: 90n }));
    expect(change).toEqual([
      ['one_off', null, -700n],
      ['discount', null, -4_990n],
      ['tax', null, -10n],
    ]);
  });

  test('a running bill does not know its discounts and tax, so those of the last one are left out', () => {
    const before = bill({ discount: 4_990n, tax: 900n });
    expect(computeBillChange({ before, after: bill({ tax: null }) })).toMatchObject({
      before: { amountMinor: 49_900n },
      after: { amountMinor: 49_900n },
      difference: { amountMinor: 0n },
      parts: [],
    });
  });

  test('from dollars to euros nothing is subtracted: it is all currency', () => {
    const change = computeBillChange({ before: bill(), after: bill({ currency: 'eur' }) });
    expect(change.difference).toBeNull();
    expect(change.parts).toEqual([{ cause: 'currency', metric: null, amount: money(49_900n, 'eur') }]);
    const running = { before: bill({ tax: 900n }), after: bill({ currency: 'eur', tax: null }) };
    expect(computeBillChange(running).before).toEqual(money(49_900n, 'usd'));
  });

  test('the parts add up to the difference, whatever the two bills are', () => {
    const anyBill = fc.record({
      planId: fc.constantFrom('starter', 'growth'),
      fee: fc.bigInt(0n, 1_000_000n),
      free: fc.bigInt(1n, 500n),
      rate: fc.constantFrom('0.333', '7', '0.005'),
      quantity: fc.bigInt(0n, 5_000n),
      subtotal: fc.bigInt(-100_000n, 10_000_000n),
      discount: fc.bigInt(0n, 100_000n),
      tax: fc.option(fc.bigInt(0n, 100_000n)),
    });
    fc.assert(
      fc.property(anyBill, anyBill, (a, b) => {
        const [before, after] = [a, b].map(({ free, rate, subtotal, ...given }) => ({
          ...bill({ ...given, price: priceOf(free, rate) }),
          subtotal: money(subtotal, 'usd'),
        })) as [Bill, Bill];
        const { difference, parts, before: from, after: to } = computeBillChange({ before, after });
        const sum = parts.reduce((all, { amount }) => all + amount.amountMinor, 0n);
        expect(sum).toBe(difference?.amountMinor);
        expect(sum).toBe(to.amountMinor - from.amountMinor);
      }),
    );
  });
});
