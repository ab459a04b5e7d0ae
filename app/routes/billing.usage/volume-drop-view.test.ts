import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import { money } from '../../domain/money.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import { toVolumeDropView } from './volume-drop-view.server.ts';

function volume(...tiers: [upTo: bigint | null, unitAmount: string][]): MeteredPrice {
  return {
    kind: 'volume',
    tiers: tiers.map(([upTo, unitAmount]) => ({ upTo, unitAmount: parseDecimal(unitAmount) })),
  };
}

function view(quantity: bigint, price: MeteredPrice, metric: Metric = 'api_calls') {
  const usage = { metric, quantity, price, includedUnits: 0n, overageUnits: 0n, lines: [], daily: [] };
  return toVolumeDropView({ ...usage, overageCost: money(0n, 'usd') }, 'en-US');
}

describe('toVolumeDropView', () => {
  // 600 × 0.5c = $3.00 as 1,001 × 0.3c = $3.00; 601 × 0.5c = $3.01.
  const price = volume([1_000n, '0.5'], [null, '0.3']);

  test('700 calls of $5.00 a 1,000, $3.00 beyond: 301 more cost $3.00, less than $3.50', () => {
    expect(view(700n, price)).toEqual({
      title: 'With 301 API calls more it costs less',
      text: '601 to 1,000 API calls cost up to $5.00; 1,001 API calls cost $3.00.',
    });
  });

  test.each([
    [600n, false],
    [601n, true],
    [1_000n, true],
    [1_001n, false],
  ])('at %s calls it is said: %s', (quantity, isSaid) => {
    expect(view(quantity, price) !== null).toBe(isSaid);
  });

  test('of two drops it is the one that the units lie in', () => {
    const drops = volume([1_000n, '0.5'], [10_000n, '0.3'], [null, '0.1']);
    expect(view(9_000n, drops)?.title).toBe('With 1,001 API calls more it costs less');
  });

  test('a graduated price never falls', () => {
    expect(view(700n, { ...price, kind: 'graduated' } as MeteredPrice)).toBeNull();
  });

  test('transfer is told in GB', () => {
    const gigabytes = volume([100_000_000_000n, '0.000000010'], [null, '0.000000005']);
    expect(view(80_000_000_000n, gigabytes, 'data_transfer_bytes')?.title).toBe(
      'With 20 GB more it costs less',
    );
  });
});
