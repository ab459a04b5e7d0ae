import { expect, test } from 'vitest';
import { DEFAULT_ALERT_THRESHOLDS } from '../../domain/reconciliation/alert-thresholds.ts';
import { alertThresholdsRow } from './alert-thresholds-row.ts';

const { units, amounts } = DEFAULT_ALERT_THRESHOLDS;

test('a run that stored no thresholds has the defaults', () => {
  expect(alertThresholdsRow.parse({})).toEqual(DEFAULT_ALERT_THRESHOLDS);
});

test('what a run stored counts, and what it left out is the default', () => {
  expect(alertThresholdsRow.parse({ units: { api_calls: '5' }, amounts: { eur: '70' } })).toEqual({
    units: { ...units, api_calls: 5n },
    amounts: { ...amounts, eur: 70n },
  });
});
