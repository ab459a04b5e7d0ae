import { describe, expect, it } from 'vitest';
import { metricUsage, OVER } from '../../../dev/testing/metric-usage.ts';
import { toMeterView } from './usage-view.server.ts';

describe('toMeterView', () => {
  it('within the plan the bar is the plan: 250 of 1,000 fill a quarter', () => {
    const meter = toMeterView(metricUsage('api_calls', { quantity: 250n }), { locale: 'en-US' });
    expect(meter).toEqual({
      includedWidth: 25,
      overageWidth: 0,
      expectedWidth: 0,
      limitAt: null,
      valueNow: 25,
      valueText: '250 used of 1,000 included',
    });
  });

  it('past the plan the bar is all that was used: 1,000 of 1,500 is two thirds, 500 one third', () => {
    expect(toMeterView(OVER, { locale: 'en-US' })).toMatchObject({
      includedWidth: 66.66,
      overageWidth: 33.33,
      valueNow: 100,
    });
  });

  it('what is expected lengthens the bar: 500 of 1,000 used and 2,000 expected, the limit in the middle', () => {
    const usage = metricUsage('api_calls', { quantity: 500n });
    expect(toMeterView(usage, { locale: 'en-US', expectedUnits: 2_000n })).toMatchObject({
      includedWidth: 25,
      expectedWidth: 75,
      limitAt: 50,
      valueText: '500 used of 1,000 included, 2,000 expected',
    });
  });

  it('never says 100 before the limit is reached: 999,999 of 1,000,000 is 99', () => {
    const meter = toMeterView(metricUsage('api_calls', { quantity: 999_999n, includedUnits: 1_000_000n }), {
      locale: 'en-US',
    });
    expect(meter.valueNow).toBe(99);
  });
});
