import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import { toMetricTermsView } from './terms-view.server.ts';

function view(metric: Metric, price: MeteredPrice) {
  return toMetricTermsView({ metric, price }, 'usd', 'en-US');
}

const tier = (upTo: bigint | null, unitAmount: string, flat: string | null = null) => ({
  upTo,
  unitAmount: parseDecimal(unitAmount),
  flatAmount: flat === null ? null : parseDecimal(flat),
});

describe('toMetricTermsView', () => {
  test('graduated: included, then each tier, and its flat fee beneath it', () => {
    const { included, priceBasis, tiers, notes } = view('impressions', {
      kind: 'graduated',
      tiers: [tier(1_000_000n, '0'), tier(null, '0.012', '2500')],
    });
    expect([included, priceBasis, notes]).toEqual(['1,000,000 impressions', 'per 1,000', []]);
    expect(tiers.map(({ range, rate }) => [range.join(' '), rate])).toEqual([
      ['First 1,000,000', 'Included'],
      ['Above 1,000,000', '$0.12'],
      ['Once, when reached', '$25.00'],
    ]);
    expect(new Set(tiers.map(({ key }) => key)).size).toBe(3);
  });

  test('volume says that all units get the rate that they reach, and points out where it drops', () => {
    const { tiers, notes } = view('api_calls', {
      kind: 'volume',
      tiers: [tier(1_000n, '0.5'), tier(null, '0.3')],
    });
    expect(tiers.map(({ rate }) => rate)).toEqual(['$5.00', '$3.00']);
    // 1,000 × 0.5c = $5.00, 1,001 × 0.3c = $3.00, 601 × 0.5c = $3.01.
    expect(notes).toEqual([
      'All units of the period are charged at the rate that they reach.',
      '601 to 1,000 API calls cost up to $5.00; 1,001 API calls cost $3.00.',
    ]);
  });

  test('a package of 7 GB is told by the package', () => {
    const { tiers, priceBasis, included } = view('data_transfer_bytes', {
      kind: 'package',
      size: 7_000_000_000n,
      amount: parseDecimal('33.3'),
      round: 'up',
    });
    expect(priceBasis).toBe('');
    expect(included).toBe('0 GB');
    expect(tiers).toMatchObject([{ range: ['Each 7 GB begun'], rate: '$0.333' }]);
  });

  test('free without end is unlimited', () => {
    const { included, tiers } = view('api_calls', { kind: 'graduated', tiers: [tier(null, '0')] });
    expect(included).toBe('Unlimited');
    expect(tiers).toMatchObject([{ range: ['All units'], rate: 'Included' }]);
  });
});
