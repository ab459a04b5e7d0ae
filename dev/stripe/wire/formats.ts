import { invalidRequest } from './errors.ts';
import { type Param, refined, text } from './params.ts';

/** One `@`, something before it, and a domain of at least two names; Stripe looks no closer. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function email(): Param<string, false> {
  return refined(text(512), (value, path) => {
    if (EMAIL.test(value)) return value;
    throw invalidRequest(`Invalid email address: ${value}`, { param: path, code: 'email_invalid' });
  });
}

export function url(): Param<string, false> {
  return refined(text(), (value, path) => {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(value)) {
      throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
        param: path,
        code: 'url_invalid',
      });
    }
    if (/^https?:/i.test(value) && URL.canParse(value)) return value;
    throw invalidRequest('Not a valid URL', { param: path, code: 'url_invalid' });
  });
}

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Named beside the countries, but none of them. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** Whether it is an officially assigned two-letter code of ISO 3166-1. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && COUNTRIES.of(code) !== undefined;
}

export function country(): Param<string, false> {
  return refined(text(), (value, path) => {
    if (isCountry(value.toUpperCase())) return value;
    throw invalidRequest(
      `Country '${value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'. A full list of country codes is available at https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements`,
      { param: path },
    );
  });
}
