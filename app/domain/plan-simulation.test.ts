import { describe, expect, test } from 'vitest';
import { parseDecimal } from './decimal.ts';
import { money } from './money.ts';
import { averageQuantities, type ReplayedPeriod, simulatePlans } from './plan-simulation.ts';
import type { MeteredPrice } from './pricing/metered-price.ts';
import type { PlanPrices } from './pricing/rate-plan.ts';

const FREE: MeteredPrice = { kind: 'graduated', tiers: [{ upTo: null, unitAmount: parseDecimal('0') }] };

function plan(name: string, baseMinor: bigint, perCall: string): { name: string; prices: PlanPrices } {
  const calls: MeteredPrice = {
    kind: 'graduated',
    tiers: [{ upTo: null, unitAmount: parseDecimal(perCall) }],
  };
  return {
    name,
    prices: {
      currency: 'usd',
      baseFee: money(baseMinor, 'usd'),
      metered: { impressions: FREE, api_calls: calls, data_transfer_bytes: FREE },
      minimumCommitment: null,
    },
  };
}

function calls(units: bigint) {
  return { impressions: 0n, api_calls: units, data_transfer_bytes: 0n };
}

function month(units: bigint): ReplayedPeriod {
  return { quantities: calls(units), part: null };
}

describe('simulatePlans', () => {
  const small = plan('small', 100n, '1');
  const large = plan('large', 1_000n, '0.1');

  test('200 and 1,800 calls: $1 + 1c each is $3 + $19 = $22, $10 + 0.1c each is $10.20 + $11.80 = $22: the first of equals', () => {
    const periods = [month(200n), month(1_800n)];
    const simulated = simulatePlans({
      plans: [small, large],
      current: small,
      periods,
      average: averageQuantities(periods),
    });
    expect(simulated.map(({ charges }) => charges.map(({ total }) => total.amountMinor))).toEqual([
      [300n, 1_900n],
      [1_020n, 1_180n],
    ]);
    expect(simulated.map(({ total, isCheapest }) => [total.amountMinor, isCheapest])).toEqual([
      [2_200n, true],
      [2_200n, false],
    ]);
  });

  test('a third of a month of which the half was invoiced costs half of the fee, and a third of a minimum of $12: $0.50 + $1 + $2.50', () => {
    const prices = { ...small.prices, minimumCommitment: money(1_200n, 'usd') };
    const agreed = { ...small, prices };
    const part = { flatFee: { part: 1n, whole: 2n }, commitment: { part: 1n, whole: 3n } };
    const [own] = simulatePlans({
      plans: [agreed],
      current: agreed,
      periods: [{ quantities: calls(100n), part }],
      average: calls(0n),
    });
    expect(own?.charges).toMatchObject([
      {
        baseFee: { amountMinor: 50n },
        usage: { amountMinor: 100n },
        trueUp: { amountMinor: 250n },
        total: { amountMinor: 400n },
      },
    ]);
  });

  test('one call more and the other is the cheapest; it breaks even above 1,000 calls', () => {
    const [, other] = simulatePlans({
      plans: [small, large],
      current: small,
      periods: [month(1_010n)],
      average: calls(0n),
    });
    expect(other?.isCheapest).toBe(true);
    // 100 + q against 1,000 + q/10, rounded half up: at 1,000 both are 1,100; at 1,001 they are 1,101 and 1,100.
    expect(other?.breakEven?.api_calls).toEqual({ kind: 'at', quantity: 1_001n });
    expect(other?.breakEven?.impressions).toEqual({ kind: 'never' });
  });
});

test('the average of 1 and 2 calls is 1.5, so 2; of no periods it is nothing', () => {
  expect(averageQuantities([month(1n), month(2n)])).toEqual(calls(2n));
  expect(averageQuantities([])).toEqual(calls(0n));
});

test('a part of a month is no month: beside 4 calls of a whole one its 100 count for nothing, alone they do', () => {
  const half = { part: 1n, whole: 2n };
  const part = { quantities: calls(100n), part: { flatFee: half, commitment: half } };
  expect(averageQuantities([month(4n), part])).toEqual(calls(4n));
  expect(averageQuantities([part])).toEqual(calls(100n));
});
