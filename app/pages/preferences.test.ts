import { expect, it } from 'vitest';
import { preferenceCookies, readPreferences } from './preferences.server.ts';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

it('reads what the cookies say, and the defaults from none or nonsense', () => {
  expect(readPreferences(new Headers({ Cookie: 'apex_theme=dark; apex_rail=collapsed' }))).toEqual({
    theme: 'dark',
    rail: 'collapsed',
  });
  expect(readPreferences(new Headers({ Cookie: 'apex_theme="><script>' }))).toEqual({
    theme: 'system',
    rail: 'open',
  });
});

it('sets a cookie for what the form names and for nothing else', () => {
  expect(preferenceCookies(form({ theme: 'light' }), { secure: true })).toEqual([
    'apex_theme=light; Path=/; Max-Age=31536000; SameSite=Lax; Secure',
  ]);
  expect(preferenceCookies(form({}), { secure: false })).toEqual([]);
});

it('never writes an unknown value into a cookie', () => {
  const [cookie] = preferenceCookies(form({ theme: 'x; Domain=evil' }), { secure: false });
  expect(cookie).toBe('apex_theme=system; Path=/; Max-Age=31536000; SameSite=Lax');
});
