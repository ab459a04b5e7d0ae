import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readWorldOptions } from './options.ts';

test('without any variable: ports 8787, 12111, 8790 and 54329, .data, the demo, no flags', () => {
  expect(readWorldOptions({})).toEqual({
    ports: { PORT: 8787, STRIPE_PORT: 12111, DEV_CONTROL_PORT: 8790, POSTGRES_PORT: 54329 },
    dataDir: resolve('.data'),
    seed: 'demo',
    flags: {},
  });
});

test('flags are handed through as they are', () => {
  expect(readWorldOptions({ BILLING_ENABLED: 'false', SEED: 'empty' })).toMatchObject({
    flags: { BILLING_ENABLED: 'false' },
    seed: 'empty',
  });
});

test('STRIPE_VIOLATIONS names the file of the judge', () => {
  expect(readWorldOptions({ STRIPE_VIOLATIONS: 'wrong.txt' })).toMatchObject({
    stripeViolations: resolve('wrong.txt'),
  });
});

test('what is malformed is named with its variable', () => {
  for (const [variable, value] of Object.entries({
    PORT: 'http',
    STRIPE_PORT: '0',
    DEV_CONTROL_PORT: '65536',
    POSTGRES_PORT: '-1',
    SEED: 'full',
    BILLING_ENABLED: 'yes',
  })) {
    expect(() => readWorldOptions({ [variable]: value })).toThrow(variable);
  }
});

test('two services on one port are refused', () => {
  expect(() => readWorldOptions({ PORT: '9000', STRIPE_PORT: '9000' })).toThrow(/PORT and STRIPE_PORT/);
});
