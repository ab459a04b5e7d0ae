import { expect, it } from 'vitest';
import { DEFAULT_ALERT_THRESHOLDS } from '../../domain/reconciliation/alert-thresholds.ts';
import { parseStartForm } from './parse-start-form.ts';
import type { PublisherAnswer } from './resolve-publisher.server.ts';

const reader = {
  defaultTolerance: 0.5,
  defaultThresholds: DEFAULT_ALERT_THRESHOLDS,
  now: new Date('2026-04-15T12:00:00.000Z'),
};

function parse(fields: Readonly<Record<string, string>>, publisher: PublisherAnswer = { customerId: null }) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ acknowledged: 'yes', ...fields })) form.set(name, value);
  return parseStartForm(form, { ...reader, publisher });
}

it('takes a tolerance for all meters and others for single ones, with a comma or a point', () => {
  expect(
    parse({
      tolerance: '1',
      tolerance_impressions: '0,25',
      tolerance_api_calls: ' ',
      tolerance_data_transfer_bytes: '2.5',
    }),
  ).toMatchObject({
    trigger: 'page',
    tolerancePercent: '1.0000',
    meterTolerances: { impressions: '0.2500', data_transfer_bytes: '2.5000' },
  });
});

it('without any, the configured tolerance holds for every meter', () => {
  expect(parse({ tolerance: '' })).toMatchObject({ tolerancePercent: '0.5000', meterTolerances: {} });
});

it.each(['-1', '101', 'much'])('refuses a tolerance of %s and names the meter', (value) => {
  expect(() => parse({ tolerance_api_calls: value })).toThrow(
    expect.objectContaining({
      code: 'invalid_value',
      fields: [{ path: 'meter_tolerances.api_calls', message: 'must be a number from 0 to 100' }],
    }),
  );
});

it('compares the publisher that was meant, and names its field beside others when nobody is', () => {
  const customerId = '0198c1a2-5b7d-7c3e-9f10-123456789abc';
  expect(parse({}, { customerId })).toMatchObject({ customerId });
  const error = { path: 'customer_id', message: 'fits 2 publishers: choose one' };
  expect(() => parse({ alert_units_api_calls: 'few' }, { error, choices: [] })).toThrow(
    expect.objectContaining({
      code: 'invalid_value',
      fields: [error, { path: 'alert_units.api_calls', message: 'must be 0 or more' }],
    }),
  );
});

it('starts nothing that was not acknowledged', () => {
  expect(() => parse({ acknowledged: 'no' })).toThrow(
    expect.objectContaining({ fields: [{ path: 'acknowledged', message: 'Please tick this first.' }] }),
  );
});

it('takes thresholds as they are read: GB, and money in its major unit', () => {
  const { alertThresholds } = parse({
    alert_units_api_calls: '5000',
    alert_units_data_transfer_bytes: '2,5',
    alert_amounts_usd: '12.50',
    alert_amounts_jpy: '900',
  });
  expect(alertThresholds.units).toEqual({
    impressions: 100_000n,
    api_calls: 5_000n,
    data_transfer_bytes: 2_500_000_000n,
  });
  expect(alertThresholds.amounts).toEqual({ usd: 1_250n, eur: 1_000n, gbp: 800n, jpy: 900n });
});

it.each([
  ['alert_units_impressions', '1.5', 'alert_units.impressions'],
  ['alert_amounts_usd', '1.005', 'alert_amounts.usd'],
  ['alert_amounts_jpy', '-1', 'alert_amounts.jpy'],
  ['to', '2026-04-01', 'period_start'],
])('refuses %s = %s at its field', (name, value, path) => {
  expect(() => parse({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'invalid_value', fields: [expect.objectContaining({ path })] }),
  );
});

it('refuses a period that is still to come at its first day', () => {
  expect(() => parse({ from: '2026-05-01', to: '2026-05-31' })).toThrow(
    expect.objectContaining({ fields: [{ path: 'period_start', message: 'must not lie in the future' }] }),
  );
});
