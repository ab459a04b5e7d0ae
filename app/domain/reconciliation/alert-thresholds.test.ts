import { expect, it } from 'vitest';
import { type AlertQuestion, DEFAULT_ALERT_THRESHOLDS, isAlarming } from './alert-thresholds.ts';

const SMALL: AlertQuestion = {
  cause: 'edited_in_stripe',
  metric: 'impressions',
  difference: -99_999n,
  currency: 'usd',
  amountEffectMinor: -999n,
};

it.each<[string, Partial<AlertQuestion>, boolean]>([
  ['99,999 impressions for $9.99', {}, false],
  ['100,000 impressions for $9.99', { difference: -100_000n }, true],
  ['99,999 impressions for $10.00', { amountEffectMinor: -1_000n }, true],
  ['a million impressions that are on their way', { cause: 'pending_report', difference: 1_000_000n }, false],
  ['an object for $9.99', { metric: null, difference: null }, false],
  ['an object whose money is not known', { metric: null, difference: null, amountEffectMinor: null }, true],
])('by default, %s: %s', (_, given, alarms) => {
  expect(isAlarming({ ...SMALL, ...given }, DEFAULT_ALERT_THRESHOLDS)).toBe(alarms);
});

it('a run may be told to alarm from 50,000 impressions on, or from $5.00 on', () => {
  const { units, amounts } = DEFAULT_ALERT_THRESHOLDS;
  const cheap = { ...SMALL, amountEffectMinor: -400n };
  expect(isAlarming(cheap, { units: { ...units, impressions: 50_000n }, amounts })).toBe(true);
  expect(isAlarming({ ...cheap, metric: 'api_calls', difference: -9n }, { units, amounts })).toBe(false);
  expect(isAlarming(SMALL, { units, amounts: { ...amounts, usd: 500n } })).toBe(true);
});

it('units within what is included alarm nobody while they are few', () => {
  expect(isAlarming({ ...SMALL, amountEffectMinor: 0n }, DEFAULT_ALERT_THRESHOLDS)).toBe(false);
});
