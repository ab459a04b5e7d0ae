/** An exact number as one integer over another, the lower one positive. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export function fraction(decimal: string): Fraction {
  const [whole = '0', places = ''] = decimal.split('.');
  return { over: BigInt(whole + places), under: 10n ** BigInt(places.length) };
}

export function times({ over, under }: Fraction, count: bigint): Fraction {
  return { over: over * count, under };
}

/** To the nearest integer, a half up; for what is not negative. */
export function nearest({ over, under }: Fraction): bigint {
  const whole = over / under;
  return 2n * (over - whole * under) >= under ? whole + 1n : whole;
}
