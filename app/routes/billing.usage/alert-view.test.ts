import { expect, test } from 'vitest';
import type { UsageAlert } from '../../services/usage/alerts/list-usage-alerts.ts';
import { toAlertViews } from './alert-view.server.ts';

const NOON = new Date('2026-04-15T12:00:00Z');
const EARLIER = new Date('2026-04-14T12:00:00Z');

function limit(thresholdPercent: number, change: Partial<UsageAlert & { kind: 'limit' }> = {}): UsageAlert {
  return {
    id: `limit-${thresholdPercent}`,
    kind: 'limit',
    thresholdPercent,
    periodStart: new Date('2026-04-01T00:00:00Z'),
    crossedAt: NOON,
    recoveredAt: null,
    metric: 'api_calls',
    quantity: 110_000n,
    includedUnits: 100_000n,
    ...change,
  };
}

function budget(thresholdPercent: number, basis: 'actual' | 'forecast'): UsageAlert {
  return {
    id: `${basis}-${thresholdPercent}`,
    kind: 'budget',
    thresholdPercent,
    periodStart: new Date('2026-04-01T00:00:00Z'),
    crossedAt: NOON,
    recoveredAt: null,
    budgetId: 'b',
    budgetName: 'Ads',
    basis,
    currency: 'usd',
    spentMinor: basis === 'actual' ? 16_000n : 33_000n,
    budgetMinor: 15_000n,
  };
}

function lines(alerts: readonly UsageAlert[]) {
  return toAlertViews(alerts, 'en-US').map(({ state, text }) => `${state} ${text}`);
}

test('steps crossed at one instant are one line, with the highest in front', () => {
  expect(lines([limit(110), limit(100), limit(90), limit(80, { crossedAt: EARLIER })])).toEqual([
    '110% API calls: 110,000 of 100,000 included · also 90% and 100%',
    '80% API calls: 110,000 of 100,000 included',
  ]);
});

test('what is spent and what is expected are told apart, and so are metrics', () => {
  const alerts = [budget(100, 'actual'), budget(100, 'forecast'), budget(80, 'actual')];
  expect(lines([...alerts, limit(80), limit(80, { metric: 'impressions' })])).toEqual([
    '100% Ads: $160.00 spent of $150.00 · also 80%',
    '100% Ads: $330.00 expected of $150.00',
    '80% API calls: 110,000 of 100,000 included',
    '80% Impressions: 110,000 of 100,000 included',
  ]);
});

test('what was taken back says which steps, and does not stand with what is open', () => {
  const recoveredAt = new Date('2026-04-15T13:00:00Z');
  expect(lines([limit(110, { recoveredAt }), limit(100, { recoveredAt }), limit(90)])).toEqual([
    'Taken back API calls: 110,000 of 100,000 included · 100% and 110%',
    '90% API calls: 110,000 of 100,000 included',
  ]);
});
