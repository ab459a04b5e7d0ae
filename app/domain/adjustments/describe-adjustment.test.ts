import { describe, expect, test } from 'vitest';
import { describeLateUsage, describePeriod } from './describe-adjustment.ts';

function period(start: string, end: string) {
  return { start: new Date(`${start}Z`), end: new Date(`${end}Z`) };
}

const MARCH = period('2026-03-01T00:00', '2026-04-01T00:00');

describe('describeLateUsage', () => {
  test('tells the period, the units and the rule', () => {
    expect(
      describeLateUsage({ kind: 'late_usage', metric: 'impressions', period: MARCH, quantity: 12_000n }),
    ).toBe('Late usage for 1–31 March 2026: 12,000 impressions, rated in that period’s tiers');
  });

  test('calls removed usage a correction', () => {
    expect(
      describeLateUsage({ kind: 'late_credit', metric: 'api_calls', period: MARCH, quantity: -1n }),
    ).toBe('Correction of usage for 1–31 March 2026: −1 API call, rated in that period’s tiers');
  });

  test('says of what a person decides that nothing rates it', () => {
    const late = { kind: 'late_usage', metric: 'impressions', period: MARCH, quantity: 12_000n } as const;
    expect(describeLateUsage({ ...late, isRated: false })).toBe(
      'Late usage for 1–31 March 2026: 12,000 impressions, not rated',
    );
  });

  test('tells transfer in GB, exact to the byte', () => {
    const quantity = 1_234_500_000_001n;
    expect(
      describeLateUsage({ kind: 'late_usage', metric: 'data_transfer_bytes', period: MARCH, quantity }),
    ).toContain(': 1,234.500000001 GB, ');
  });
});

test.each([
  [period('2026-03-15T00:00', '2026-04-15T00:00'), '15 March – 14 April 2026'],
  [period('2026-12-15T00:00', '2027-01-15T00:00'), '15 December 2026 – 14 January 2027'],
  [period('2026-03-15T06:00', '2026-03-15T09:00'), '15 March 2026'],
  [period('2026-03-15T06:00', '2026-03-16T06:00'), '15–16 March 2026'],
])('a period is told by its first and last day', (given, words) => {
  expect(describePeriod(given)).toBe(words);
});
