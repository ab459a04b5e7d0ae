import { expect, test } from 'vitest';
import { ConfigurationError, parseEnvironment } from './env.ts';

const PRODUCTION = {
  APP_ENV: 'production',
  APP_URL: 'https://billing.apexmediation.example',
  SIGN_IN_URL: 'https://console.apexmediation.example/sign-in',
  DATABASE_URL: 'postgres://billing_app:x@db.example/billing',
  REPLICA_DATABASE_URL: 'postgres://reader:x@replica.example/analytics',
  STRIPE_SECRET_KEY: 'sk_live_abc',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_abcdefgh',
  JWT_SECRET: 'a-secret-of-forty-characters-and-no-more',
  JWT_ISSUER: 'apex-console',
  JWT_AUDIENCE: 'apex-billing',
  CSRF_SECRET: 'sixteen-characters',
  RESEND_API_KEY: 're_abc',
  EMAIL_FROM: 'billing@apexmediation.example',
};

function refusedNames(changes: Record<string, string | undefined>): string[] {
  try {
    parseEnvironment({ ...PRODUCTION, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ name }) => name);
  }
}

test('a whole production environment is taken', () => {
  expect(refusedNames({})).toEqual([]);
});

test.each([
  ['DATABASE_URL', undefined],
  ['STRIPE_SECRET_KEY', ''],
  ['CSRF_SECRET', 'short'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_abcdefgh,nonsense'],
  ['BILLING_ENABLED', 'yes'],
  ['RECONCILE_TOLERANCE_PERCENT', '101'],
  ['JWT_JWKS_URL', 'https://console.apexmediation.example/jwks'],
])('%s = %s is refused by its name', (name, value) => {
  expect(refusedNames({ [name]: value })).toEqual([name === 'JWT_JWKS_URL' ? 'JWT_SECRET' : name]);
});

test.each([
  ['JWT_SECRET', 'dev-jwt-secret-not-for-production-0123456789'],
  ['CSRF_SECRET', 'dev-csrf-secret-not-for-production'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_abcdefgh,whsec_dev_not_for_production'],
  ['STRIPE_SECRET_KEY', 'sk_test_dev'],
  ['DEV_CLOCK_URL', 'http://127.0.0.1:8790/clock'],
])('what everybody can read in the local world is refused in production: %s', (name, value) => {
  expect(refusedNames({ [name]: value })).toEqual([name]);
  expect(refusedNames({ [name]: value, APP_ENV: 'development' })).toEqual([]);
});
