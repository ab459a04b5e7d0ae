import { describePeriod } from '../domain/adjustments/describe-adjustment.ts';
import type { Period } from '../domain/period.ts';
import { formatDate, formatPeriod } from './dates.ts';

/** As Stripe writes a day: "after 20 May 2026". */
const DAY =
  /\b(?<day>\d{1,2}) (?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?<year>\d{4})\b/g;

/** An invoice line's own words, which are stored as they were given to Stripe, with its dates as the reader writes them. */
export function withReadersDates(description: string, period: Period, locale: string): string {
  return description
    .replace(describePeriod(period), formatPeriod(period, locale))
    .replace(DAY, (written, day: string, month: string, year: string) => {
      const instant = new Date(`${day} ${month} ${year} 00:00 UTC`);
      return Number.isNaN(instant.getTime()) ? written : formatDate(instant, locale);
    });
}
