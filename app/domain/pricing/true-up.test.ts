import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money } from '../money.ts';
import { computeTrueUp } from './true-up.ts';

const usd = (amountMinor: bigint) => money(amountMinor, 'usd');

describe('computeTrueUp', () => {
  test('$1,000.00 committed, $499.00 flat and $250.00 used: $251.00 are missing', () => {
    expect(
      computeTrueUp({ commitment: usd(100_000n), charges: [usd(49_900n), usd(25_000n)], currency: 'usd' }),
    ).toEqual(usd(25_100n));
  });

  test.each([100_000n, 100_001n])('nothing is missing to $1,000.00 with %d cents charged', (charged) => {
    expect(computeTrueUp({ commitment: usd(100_000n), charges: [usd(charged)], currency: 'usd' })).toBeNull();
  });

  test('of a period of 31 days 10 are 10/31 × $1,000.00 = $322.5806…, rounded once to $322.58', () => {
    const share = { part: 10n, whole: 31n };
    expect(
      computeTrueUp({ commitment: usd(100_000n), charges: [usd(2_258n)], currency: 'usd', share }),
    ).toEqual(usd(30_000n));
  });

  test('half a yen rounds up: 1/2 × ¥1,001 = ¥500.5 → ¥501', () => {
    const input = { commitment: money(1_001n, 'jpy'), charges: [], currency: 'jpy' as const };
    expect(computeTrueUp({ ...input, share: { part: 1n, whole: 2n } })).toEqual(money(501n, 'jpy'));
  });

  test.each([
    { part: 2n, whole: 1n },
    { part: -1n, whole: 1n },
    { part: 0n, whole: 0n },
  ])('refuses a share that is none: $part/$whole', (share) => {
    expect(() => computeTrueUp({ commitment: usd(1n), charges: [], currency: 'usd', share })).toThrow(
      'share',
    );
  });

  test('refuses charges in another currency', () => {
    const charges = [money(1n, 'eur')] as never;
    expect(() => computeTrueUp({ commitment: usd(5n), charges, currency: 'usd' })).toThrow('Cannot add');
  });
});

test('with its true-up a period costs the commitment or more, and never a unit too much', () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 9n });
  fc.assert(
    fc.property(amounts, fc.array(amounts, { maxLength: 5 }), (committed, charged) => {
      const trueUp = computeTrueUp({
        commitment: usd(committed),
        charges: charged.map(usd),
        currency: 'usd',
      });
      const sum = charged.reduce((total, amount) => total + amount, 0n);
      const missing = sum < committed ? committed - sum : 0n;
      expect(trueUp?.amountMinor ?? 0n).toBe(missing);
    }),
  );
});
