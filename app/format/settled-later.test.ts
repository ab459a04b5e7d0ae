import { expect, test } from 'vitest';
import { describeLateUsage } from '../domain/adjustments/describe-adjustment.ts';
import type { SettlementState } from '../domain/adjustments/settlement-state.ts';
import { money } from '../domain/money.ts';
import { settledAmount, settledLaterText, unsettledText } from './settled-later.ts';

const PERIOD = { start: new Date('2026-09-05T00:00:00Z'), end: new Date('2026-10-05T00:00:00Z') };

function text(component: 'api_calls' | 'data_transfer_bytes', quantityDelta: bigint, locale: string) {
  const kind = quantityDelta < 0n ? 'late_credit' : 'late_usage';
  const description = describeLateUsage({
    kind,
    metric: component,
    period: PERIOD,
    quantity: quantityDelta,
  });
  return settledLaterText({ component, quantityDelta, description }, PERIOD, locale);
}

test('period and units are written as the reader writes them, the rule as the invoice line says it', () => {
  expect(text('api_calls', 4_213n, 'en-US')).toBe(
    'Late usage for Sep 5\u2009–\u2009Oct 4, 2026: 4,213 API calls, rated in that period’s tiers',
  );
  expect(text('api_calls', -4_213n, 'de-DE')).toBe(
    'Correction of usage for 05.09.\u2009–\u200904.10.2026: -4.213 API calls, rated in that period’s tiers',
  );
});

test('transfer stays exact to the byte, and one unit is no plural', () => {
  expect(text('data_transfer_bytes', 1_234_500_000_001n, 'de-DE')).toContain(': 1.234,500000001\u00a0GB, ');
  expect(text('api_calls', 1n, 'en-US')).toContain(': 1 API call, ');
});

test('what says something else is left as it is', () => {
  const item = { component: 'minimum', quantityDelta: 0n, description: 'Minimum commitment' } as const;
  expect(settledLaterText(item, PERIOD, 'en-US')).toBe('Minimum commitment');
});

test('what nobody has settled yet is told in the same words', () => {
  expect(unsettledText({ metric: 'api_calls', units: 777n, period: PERIOD }, 'en-US')).toBe(
    'Late usage for Sep 5\u2009–\u2009Oct 4, 2026: 777 API calls',
  );
  expect(unsettledText({ metric: 'api_calls', units: -777n, period: PERIOD }, 'en-US')).toBe(
    'Correction of usage for Sep 5\u2009–\u2009Oct 4, 2026: -777 API calls',
  );
});

test('what a person decides has no amount of ours, but for what Stripe refused', () => {
  const words = (state: SettlementState, minor: bigint) =>
    settledAmount({ state, amount: money(minor, 'usd') }, 'en-US');
  expect([words('undecided', 0n), words('by_hand', 0n), words('waived', 0n)]).toEqual(['–', '–', '–']);
  expect([words('undecided', 700n), words('free', 0n), words('credited', -596n)]).toEqual([
    '$7.00',
    '$0.00',
    '-$5.96',
  ]);
});
