import { roundRatioHalfUp } from '../domain/decimal.ts';
import { PAGE_LANGUAGE } from './locale.ts';

/**
 * A share in percent, rounded half up to `decimals` places (a tenth by default). Rounding never makes it none or all:
 * a trace above zero reads "<0.1%", 99.96 % reads ">99.9%", and 100.01 % reads ">100%". Null where there is no whole to
 * compare with.
 */
export function formatShare(
  { part, whole, decimals = 1 }: { part: bigint; whole: bigint; decimals?: number },
  locale: string,
): string | null {
  if (whole <= 0n) return null;
  const all = 100n * 10n ** BigInt(decimals);
  const steps = roundRatioHalfUp(part * all, whole);
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: decimals });
  const written = (count: bigint) => format.format(Number(count) / Number(all));
  if (steps === 0n && part > 0n) return `<${written(1n)}`;
  if (steps === all && part < whole) return `>${written(all - 1n)}`;
  if (steps === all && part > whole) return `>${written(all)}`;
  return written(steps);
}

/** Percents as somebody set them, to four places. The sign stands as the locale has it, here and in a share. */
export function formatPercent(percent: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(percent / 100);
}

/** "80%, 90%, and 100%": the figures in the reader's locale, the words in the page's language. */
export function formatPercents(percents: readonly number[], locale: string): string {
  const list = new Intl.ListFormat(PAGE_LANGUAGE, { type: 'conjunction' });
  return list.format(percents.map((percent) => formatPercent(percent, locale)));
}
