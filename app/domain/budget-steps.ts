export const DEFAULT_BUDGET_STEPS: readonly number[] = [50, 80, 100];
export const BUDGET_BASES = ['actual', 'forecast', 'both'] as const;
export type BudgetBasis = (typeof BUDGET_BASES)[number];
/** What a single alert is about. */
export type AlertBasis = Exclude<BudgetBasis, 'both'>;

export function basesOf(basis: BudgetBasis): readonly AlertBasis[] {
  return basis === 'both' ? ['actual', 'forecast'] : [basis];
}

/** Whether so much money has reached so many percent of the budget; exact, at the very amount too. */
export function isStepCrossed(input: { spentMinor: bigint; budgetMinor: bigint; step: number }): boolean {
  return input.spentMinor * 100n >= input.budgetMinor * BigInt(input.step);
}

/** How far, in percent of the step, a forecast has to fall below it: one at the border would call every hour. */
const FORECAST_MARGIN_PERCENT = 2n;

/** Whether a crossed step is taken back. Between the two, as a forecast can be, what was told before stands. */
export function isStepRecovered(input: {
  spentMinor: bigint;
  budgetMinor: bigint;
  step: number;
  basis: AlertBasis;
}): boolean {
  const keptPercent = input.basis === 'forecast' ? 100n - FORECAST_MARGIN_PERCENT : 100n;
  return input.spentMinor * 100n * 100n < input.budgetMinor * BigInt(input.step) * keptPercent;
}
