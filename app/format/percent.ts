import { PAGE_LANGUAGE } from './locale.ts';

const STEPS = 1000n;

/**
 * A share cut (not rounded) to a tenth of a percent, so that 99.96 % never reads as "100%". A trace above zero
 * reads "<0.1%". Null where there is no whole to compare with.
 */
export function formatShare(part: bigint, whole: bigint, locale: string): string | null {
  if (whole <= 0n) return null;
  const steps = (part * STEPS) / whole;
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  if (steps === 0n && part > 0n) return `<${format.format(0.001)}`;
  return format.format(Number(steps) / Number(STEPS));
}

/** Whole percents. The sign stands as the locale has it, here and in a share. */
export function formatPercent(percent: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100);
}

/** "80%, 90%, and 100%": the figures in the reader's locale, the words in the page's language. */
export function formatPercents(percents: readonly number[], locale: string): string {
  const list = new Intl.ListFormat(PAGE_LANGUAGE, { type: 'conjunction' });
  return list.format(percents.map((percent) => formatPercent(percent, locale)));
}
