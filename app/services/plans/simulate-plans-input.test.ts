import { describe, expect, test } from 'vitest';
import { isBillingError } from '../../domain/errors.ts';
import { parseSimulatePlans } from './simulate-plans-input.ts';

const PERIODS = 'must be a whole number from 1 to 12';
const UNITS =
  'must be a whole number of units from 0 to 10^18; as a JSON number below 2^53, else in digits, such as "62000000"';
const OBJECT = 'must be a JSON object';
const ONE_METRIC = 'must name one at least of impressions, api_calls, data_transfer_bytes';

function refusal(body: unknown) {
  try {
    return parseSimulatePlans(body);
  } catch (error) {
    if (isBillingError(error)) return error.fields.map(({ path, message }) => [path, message]);
    throw error;
  }
}

describe('what a simulation is not made of, by its field and in words', () => {
  test.each([
    [{ periods: 0 }, 'periods', PERIODS],
    [{ periods: 13 }, 'periods', PERIODS],
    [{ periods: 1.5 }, 'periods', PERIODS],
    [{ periods: '3' }, 'periods', PERIODS],
    [{ periods: null }, 'periods', PERIODS],
    [{ quantities: 5 }, 'quantities', OBJECT],
    [{ quantities: {} }, 'quantities', ONE_METRIC],
    [{ quantities: { clicks: 5 } }, 'quantities.clicks', 'is not known here'],
    [{ quantities: { impressions: -1 } }, 'quantities.impressions', UNITS],
    [{ quantities: { impressions: 1.5 } }, 'quantities.impressions', UNITS],
    [{ quantities: { impressions: 1e30 } }, 'quantities.impressions', UNITS],
    [{ quantities: { impressions: 2 ** 53 } }, 'quantities.impressions', UNITS],
    [{ quantities: { api_calls: 'many' } }, 'quantities.api_calls', UNITS],
    [{ quantities: { api_calls: '-5' } }, 'quantities.api_calls', UNITS],
    [{ quantities: { api_calls: '1000000000000000001' } }, 'quantities.api_calls', UNITS],
    [{ quantities: { api_calls: null } }, 'quantities.api_calls', UNITS],
    [{ month: 3 }, 'month', 'is not known here'],
    [[], 'body', OBJECT],
    ['x', 'body', OBJECT],
    [null, 'body', OBJECT],
  ])('%j: %s', (body, path, message) => {
    expect(refusal(body)).toEqual([[path, message]]);
  });

  test('every field that is wrong is named', () => {
    const body = { periods: 99, quantities: { impressions: 'a', clicks: 1 }, month: 3 };
    expect(refusal(body)).toEqual(
      expect.arrayContaining([
        ['periods', PERIODS],
        ['quantities.impressions', UNITS],
        ['quantities.clicks', 'is not known here'],
        ['month', 'is not known here'],
      ]),
    );
  });
});

test('10^18 in digits and 0 as a number are units, and twelve periods are the rule', () => {
  const quantities = { impressions: `1${'0'.repeat(18)}`, api_calls: 0 };
  expect(parseSimulatePlans({ quantities })).toEqual({
    periods: 12,
    quantities: { impressions: 10n ** 18n, api_calls: 0n },
  });
});
