export const DEFAULT_LOCALE = 'en-US';

/** Words on the pages are English; numbers, money and dates follow the reader's locale. */
export const PAGE_LANGUAGE = 'en';

/** A locale that `Intl` accepts: the wanted one, or the default where a token carries something else. */
export function supportedLocale(wanted: string | undefined): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(wanted ?? DEFAULT_LOCALE)[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}
