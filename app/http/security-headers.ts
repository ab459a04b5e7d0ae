import type { Environment } from '../config/env.ts';

const TWO_YEARS_SECONDS = 2 * 365 * 86_400;

const COMMON: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Scripts run by nonce only. Style attributes stay allowed: bar widths and chart positions are computed per request. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const DATA_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export interface SecurityHeadersInput {
  nonce: string;
  appEnv: Environment['APP_ENV'];
  isPage: boolean;
}

export function setSecurityHeaders(headers: Headers, { nonce, appEnv, isPage }: SecurityHeadersInput): void {
  for (const [name, value] of Object.entries(COMMON)) headers.set(name, value);
  headers.set('Content-Security-Policy', isPage ? pagePolicy(nonce) : DATA_POLICY);
  if (appEnv !== 'development') {
    headers.set('Strict-Transport-Security', `max-age=${TWO_YEARS_SECONDS}; includeSubDomains`);
  }
}

export function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}
