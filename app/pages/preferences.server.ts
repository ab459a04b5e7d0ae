import { readCookie } from '../auth/cookies.ts';
import { type Preferences, toRail, toTheme } from './preferences.ts';

const YEAR_SECONDS = 365 * 86_400;
const COOKIES = { theme: 'apex_theme', rail: 'apex_rail' } as const;

export function readPreferences(headers: Headers): Preferences {
  return {
    theme: toTheme(readCookie(headers, COOKIES.theme)),
    rail: toRail(readCookie(headers, COOKIES.rail)),
  };
}

/** `Set-Cookie` for each preference that the form names; an unknown value falls back to the default. */
export function preferenceCookies(form: FormData, { secure }: { secure: boolean }): string[] {
  const wanted = [
    form.has('theme') && `${COOKIES.theme}=${toTheme(form.get('theme'))}`,
    form.has('rail') && `${COOKIES.rail}=${toRail(form.get('rail'))}`,
  ];
  return wanted
    .filter((cookie) => cookie !== false)
    .map((cookie) => `${cookie}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure ? '; Secure' : ''}`);
}
