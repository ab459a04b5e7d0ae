import { describe, expect, test } from 'vitest';
import { parseWhatIfQuery } from './what-if-query.server.ts';

function parse(query: string) {
  return parseWhatIfQuery(new URLSearchParams(query));
}

describe('parseWhatIfQuery', () => {
  test('nothing, and a form with nothing filled in, asks for 12 periods of history', () => {
    expect(parse('')).toEqual({ periods: 12 });
    expect(parse('periods=&impressions=&api_calls=+&data_transfer_gb=')).toEqual({ periods: 12 });
  });

  test('62,000,000 impressions, 1.234.567 calls and 1250.5 GB are 1,250,500,000,000 bytes', () => {
    const query = 'periods=3&impressions=62,000,000&api_calls=1.234.567&data_transfer_gb=1250.5';
    expect(parse(query)).toEqual({
      periods: 3,
      quantities: {
        impressions: 62_000_000n,
        api_calls: 1_234_567n,
        data_transfer_bytes: 1_250_500_000_000n,
      },
    });
  });

  test('a volume of none is a volume; one not given stays open', () => {
    expect(parse('impressions=0')).toMatchObject({ quantities: { impressions: 0n, api_calls: undefined } });
  });

  test.each([
    ['periods=0', 'periods'],
    ['periods=13', 'periods'],
    ['periods=1.5', 'periods'],
    ['periods=abc', 'periods'],
    ['periods=3&periods=4', 'periods'],
    ['impressions=-5', 'impressions'],
    ['impressions=1.5', 'impressions'],
    ['impressions=1e9', 'impressions'],
    ['impressions=1000000000000000', 'impressions'],
    ['api_calls=12,34', 'api_calls'],
    ['data_transfer_gb=1,5', 'data_transfer_gb'],
    ['data_transfer_gb=0.1234567891', 'data_transfer_gb'],
  ])('%s names %s', (query, path) => {
    expect(parse(query)).toMatchObject({ errors: [{ path }] });
  });

  test('every field that is wrong is named', () => {
    const refusal = parse('periods=0&impressions=many&api_calls=5&data_transfer_gb=NaN');
    expect('errors' in refusal && refusal.errors.map(({ path }) => path)).toEqual([
      'periods',
      'impressions',
      'data_transfer_gb',
    ]);
  });
});
