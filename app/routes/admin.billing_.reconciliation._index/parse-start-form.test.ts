import { expect, it } from 'vitest';
import { parseStartForm } from './parse-start-form.ts';

const reader = { defaultTolerance: 0.5, now: new Date('2026-04-15T12:00:00.000Z') };

function parse(fields: Readonly<Record<string, string>>) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ acknowledged: 'yes', ...fields })) form.set(name, value);
  return parseStartForm(form, reader);
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

it('starts nothing that was not acknowledged', () => {
  expect(() => parse({ acknowledged: 'no' })).toThrow(
    expect.objectContaining({ fields: [{ path: 'acknowledged', message: 'Please tick this first.' }] }),
  );
});
