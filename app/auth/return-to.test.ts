import { expect, test } from 'vitest';
import { safeReturnTo, signInLocation } from './return-to.ts';

test.each(['/billing', '/billing/invoices?status=paid&page=2#top', '/a%2Fb', '/'])('%s is kept', (path) => {
  expect(safeReturnTo(path, '/home')).toBe(path);
});

test.each([
  'https://evil.test/',
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/.//evil.test',
  '/..//evil.test',
  'javascript:alert(1)',
  'billing',
  ' /billing',
  '/ä',
  '',
  null,
  undefined,
])('%j is not a path of ours', (value) => {
  expect(safeReturnTo(value, '/home')).toBe('/home');
});

test('the sign-in page is told where to come back to, whatever its own address is', () => {
  const request = new Request('https://billing.test/billing/invoices?page=2');
  expect(signInLocation('/sign-in', request)).toBe('/sign-in?returnTo=%2Fbilling%2Finvoices%3Fpage%3D2');
  expect(signInLocation('https://console.test/login?app=billing', request)).toBe(
    'https://console.test/login?app=billing&returnTo=%2Fbilling%2Finvoices%3Fpage%3D2',
  );
});
