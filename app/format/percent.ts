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
