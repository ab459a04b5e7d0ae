import { describe, expect, it } from 'vitest';
import { isBillingError } from '../../domain/errors.ts';
import { DEFAULT_ALERT_THRESHOLDS } from '../../domain/reconciliation/alert-thresholds.ts';
import { parseReconcileInput } from './reconcile-input.ts';

const context = {
  trigger: 'api',
  defaultTolerance: 0.5,
  defaultThresholds: DEFAULT_ALERT_THRESHOLDS,
  now: new Date('2026-04-15T12:00:00Z'),
} as const;

function fieldsOf(body: unknown): string[] {
  try {
    parseReconcileInput(body, context);
    return [];
  } catch (error) {
    if (!isBillingError(error) || error.code !== 'invalid_value') throw error;
    return error.fields.map(({ path }) => path);
  }
}

describe('the body of a reconciliation', () => {
  it('may be empty: 0.5 %, everybody, the running period and the one before', () => {
    expect(parseReconcileInput({}, context)).toEqual({
      trigger: 'api',
      tolerancePercent: '0.5000',
      meterTolerances: {},
      alertThresholds: DEFAULT_ALERT_THRESHOLDS,
      customerId: null,
      period: null,
    });
  });

  it.each([
    ['−1 %', { tolerance_percent: -1 }, ['tolerance_percent']],
    ['101 %', { tolerance_percent: 101 }, ['tolerance_percent']],
    ['a text for a number', { tolerance_percent: '0.5' }, ['tolerance_percent']],
    ['null', { tolerance_percent: null }, ['tolerance_percent']],
    ['five decimals', { tolerance_percent: 0.00001 }, ['tolerance_percent']],
    ['an unknown meter', { meter_tolerances: { clicks: 1 } }, ['meter_tolerances.clicks', 'clicks']],
    [
      'a wrong tolerance of a meter',
      { meter_tolerances: { impressions: 101 } },
      ['meter_tolerances.impressions'],
    ],
    ['half a unit', { alert_units: { impressions: 0.5 } }, ['alert_units.impressions']],
    ['an amount below nothing', { alert_amounts: { usd: -1 } }, ['alert_amounts.usd']],
    ['no uuid', { customer_id: 'lumen' }, ['customer_id']],
    ['one bound', { period_start: '2026-03-01' }, ['period_end']],
    ['the other bound', { period_end: '2026-03-01' }, ['period_start']],
    ['a period of nothing', { period_start: '2026-03-01', period_end: '2026-03-01' }, ['period_start']],
    ['367 days', { period_start: '2025-01-01', period_end: '2026-01-03' }, ['period_end']],
    ['a future period', { period_start: '2026-05-01', period_end: '2026-06-01' }, ['period_start']],
    ['a date that is none', { period_start: '2026-02-30', period_end: '2026-03-01' }, ['period_start']],
    ['a misspelt field', { tolerance: 1 }, ['tolerance']],
    ['no object', [], ['body']],
  ])('%s is refused, naming the field', (_, body, fields) => {
    const found = fieldsOf(body);
    expect(found.length).toBeGreaterThan(0);
    expect(fields).toEqual(expect.arrayContaining(found));
  });

  it.each([0, 0.5, 100])('takes %s %%', (percent) => {
    expect(fieldsOf({ tolerance_percent: percent })).toEqual([]);
  });

  it('alerts from the thresholds that it names on; the others stand', () => {
    const body = { alert_units: { api_calls: 0 }, alert_amounts: { jpy: 500 } };
    const { units, amounts } = DEFAULT_ALERT_THRESHOLDS;
    expect(parseReconcileInput(body, context).alertThresholds).toEqual({
      units: { ...units, api_calls: 0n },
      amounts: { ...amounts, jpy: 500n },
    });
  });

  it('takes whole days and instants with their offset', () => {
    const body = { period_start: '2026-03-01', period_end: '2026-04-01T02:00:00+02:00' };
    expect(parseReconcileInput(body, context).period).toEqual({
      start: new Date('2026-03-01T00:00:00Z'),
      end: new Date('2026-04-01T00:00:00Z'),
    });
  });
});
