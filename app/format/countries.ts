import { PAGE_LANGUAGE } from './locale.ts';

/** The country's name for a two-letter code; the code itself where it is not one. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(PAGE_LANGUAGE, { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
