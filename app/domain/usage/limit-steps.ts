/** Percents of a plan's included units at which its publisher hears. */
export const LIMIT_STEPS: readonly number[] = [80, 90, 100, 110];
