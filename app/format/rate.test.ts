import { describe, expect, it } from 'vitest';
import { formatRate, formatUnitPrice } from './rate.ts';

describe('formatRate', () => {
  it.each([
    ['impressions', '0.012', 'usd', 'en-US', '$0.12 per 1,000'],
    ['impressions', '0.0065', 'usd', 'en-US', '$0.065 per 1,000'],
    ['impressions', '0.00183300', 'eur', 'de-DE', '0,01833\u00a0€ per 1.000'],
    ['api_calls', '0.075', 'jpy', 'ja-JP', '￥75 per 1,000'],
    ['data_transfer_bytes', '0.000000009', 'usd', 'en-US', '$0.09 per GB'],
  ] as const)('%s at %s minor units of %s for %s reads %s', (metric, rate, currency, locale, expected) => {
    expect(formatRate(metric, { unitAmountDecimal: rate, currency }, locale)).toBe(expected);
  });
});

describe('formatUnitPrice', () => {
  it('keeps every decimal of a fractional cent: 0.012 ¢ = $0.00012', () => {
    expect(formatUnitPrice('0.012', 'usd', 'en-US')).toBe('$0.00012');
  });

  it('keeps two decimals of a whole price: 49900 ¢ = $499.00', () => {
    expect(formatUnitPrice('49900', 'usd', 'en-US')).toBe('$499.00');
  });
});
