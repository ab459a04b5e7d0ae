import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { money } from '../money.ts';
import { computeOverage } from '../pricing/overage.ts';
import { type ForecastInput, forecastUsage, type MetricHistory } from './forecast-usage.ts';

const APRIL = { start: new Date('2026-04-01T00:00:00.000Z'), end: new Date('2026-05-01T00:00:00.000Z') };
const SILENT: MetricHistory = { days: [], unitsSoFar: 0n, shareOfToday: 0 };
const TIERS = [
  { upTo: 30_000n, unitAmount: parseDecimal('0') },
  { upTo: null, unitAmount: parseDecimal('1') },
];

function input(over: Partial<MetricHistory>, asOf = '2026-04-16T00:00:00.000Z'): ForecastInput {
  const days = Array<bigint>(56).fill(1_000n);
  return {
    period: APRIL,
    asOf: new Date(asOf),
    seed: 7,
    metrics: {
      impressions: { days, unitsSoFar: 15_000n, shareOfToday: 0, ...over },
      api_calls: SILENT,
      data_transfer_bytes: SILENT,
    },
    rate: ({ impressions }) =>
      computeOverage({ price: { kind: 'graduated', tiers: TIERS }, quantity: impressions, currency: 'usd' })
        .cost,
  };
}

function available(given: ForecastInput) {
  const forecast = forecastUsage(given);
  if (!forecast.available) throw new Error(forecast.reason);
  return forecast;
}

describe('forecastUsage', () => {
  test('1,000 a day without noise come to 30,000, with little doubt', () => {
    const { p10, p50, p90 } = available(input({})).metrics.impressions;
    expect(p50).toBe(30_000n);
    expect(Number(p90 - p10)).toBeLessThan(1_500);
  });

  test('the same input gives the same forecast, another seed the same to within its band', () => {
    const noisy = Array.from({ length: 56 }, (_, day) => BigInt(1_000 + 37 * ((day * 29) % 17)));
    const given = input({ days: noisy });
    expect(forecastUsage(given)).toEqual(forecastUsage(given));
    const { p10, p90 } = available(given).metrics.impressions;
    const other = available({ ...given, seed: 8 }).metrics.impressions.p50;
    expect(other > p10 && other < p90).toBe(true);
  });

  test.each([
    ['on the second evening', '2026-04-02T23:00:00.000Z', { available: false, reason: 'too_early' }],
    ['from the third day on', '2026-04-03T00:00:00.000Z', { available: true }],
  ])('%s', (_, asOf, expected) => {
    expect(forecastUsage(input({}, asOf))).toMatchObject(expected);
  });

  test.each([3, 6, 13, 40])('one busy day and %i silent ones come to little more than that day', (silent) => {
    const days = [1_300_000n, ...Array<bigint>(silent).fill(0n)];
    const { p10, p90 } = available(input({ days, unitsSoFar: 1_300_000n })).metrics.impressions;
    expect(p10).toBeGreaterThanOrEqual(1_300_000n);
    expect(p90).toBeLessThan(2_600_000n);
  });

  test('says so when there is no past day to go by', () => {
    expect(forecastUsage(input({ days: [] }))).toEqual({ available: false, reason: 'no_history' });
  });

  test('never tells less than what is counted, nor p10 above p50 above p90', () => {
    const { p10, p50, p90, cumulative } = available(input({ unitsSoFar: 90_000n })).metrics.impressions;
    expect(p10).toBeGreaterThanOrEqual(90_000n);
    expect(p10 <= p50 && p50 <= p90).toBe(true);
    expect(cumulative.map(({ day }) => day)).toHaveLength(15);
    expect(cumulative[0]?.day).toBe('2026-04-16');
  });

  test('whatever the days were, most of them empty too, the band is in order and not below what is counted', () => {
    const days = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(0n) },
        { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 15n }) },
      ),
      { minLength: 2, maxLength: 56 },
    );
    fc.assert(
      fc.property(days, fc.bigInt({ min: 0n, max: 10n ** 15n }), (past, unitsSoFar) => {
        const { p10, p50, p90 } = available(input({ days: past, unitsSoFar })).metrics.impressions;
        expect(p10 >= unitsSoFar && p10 <= p50 && p50 <= p90).toBe(true);
      }),
    );
  });

  test('at noon the running day has half of its usual units still to come: 15,500 + 500 + 14 × 1,000', () => {
    const noon = input({ unitsSoFar: 15_500n, shareOfToday: 0.5 }, '2026-04-16T12:00:00.000Z');
    expect(available(noon).metrics.impressions.p50).toBe(30_000n);
  });

  test('money is rated through the tiers: at the border of the included units P10 is free and P90 is not', () => {
    const noisy = Array.from({ length: 56 }, (_, day) => BigInt(1_000 + 300 * (((day * 29) % 17) - 8)));
    const { usageCost, metrics } = available(
      input({ days: noisy.map((units) => (units < 0n ? 0n : units)) }),
    );
    expect(usageCost.p10).toEqual(money(0n, 'usd'));
    expect(usageCost.p90.amountMinor).toBeGreaterThan(0n);
    expect(usageCost.p90.amountMinor).toBeLessThanOrEqual(metrics.impressions.p90 - 30_000n + 400n);
  });

  test('one day’s outage among eight weeks hardly moves it; a week of nothing does', () => {
    const days = (silent: number) =>
      Array.from({ length: 56 }, (_, day) => (day >= 56 - silent ? 0n : 1_000n));
    const p50 = (silent: number) => available(input({ days: days(silent) })).metrics.impressions.p50;
    expect(Number(p50(1))).toBeGreaterThan(29_000);
    expect(Number(p50(7))).toBeLessThan(18_000);
  });

  test('a weekend at a third is seen: a month’s end on a weekend comes to less than the line says', () => {
    const days = Array.from({ length: 56 }, (_, index) => {
      const weekday = new Date(Date.UTC(2026, 3, 16) - (56 - index) * 86_400_000).getUTCDay();
      return weekday === 0 || weekday === 6 ? 300n : 900n;
    });
    const soFar = days.slice(-15).reduce((sum, units) => sum + units, 0n);
    const ahead = Array.from({ length: 15 }, (_, day) => new Date(Date.UTC(2026, 3, 16 + day)).getUTCDay());
    const exact = soFar + ahead.reduce((sum, day) => sum + (day === 0 || day === 6 ? 300n : 900n), 0n);
    const { p50 } = available(input({ days, unitsSoFar: soFar })).metrics.impressions;
    expect(Math.abs(Number(p50 - exact))).toBeLessThan(Number(exact) * 0.01);
  });
});
