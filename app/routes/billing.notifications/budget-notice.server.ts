import { z } from 'zod';
import { CURRENCIES, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { formatPercent } from '../../format/percent.ts';

const units = z.string().transform(BigInt);

/** Of one evaluation: the step that was reached furthest, and when that one is of what is spent, also of what is expected. */
export const budgetNotice = z.object({
  name: z.string(),
  basis: z.enum(['actual', 'forecast']),
  stepPercent: z.number(),
  currency: z.enum(CURRENCIES),
  spentMinor: units,
  budgetMinor: units,
  expectedStepPercent: z.number().optional(),
  expectedMinor: units.optional(),
});

type BudgetNotice = z.output<typeof budgetNotice>;

/** "80% spent, 100% expected": what is spent says enough when what is expected is no further. */
export function crossedTitle(notice: BudgetNotice, locale: string): string {
  const { basis, stepPercent, expectedStepPercent = 0 } = notice;
  const first = `${formatPercent(stepPercent, locale)} ${wordOf(basis)}`;
  return expectedStepPercent > stepPercent
    ? `${first}, ${formatPercent(expectedStepPercent, locale)} expected`
    : first;
}

/** "below 50% spent, 80% expected again". */
export function recoveredTitle(notice: BudgetNotice, locale: string): string {
  const { basis, stepPercent, expectedStepPercent } = notice;
  const first = formatPercent(stepPercent, locale);
  if (expectedStepPercent === undefined) return `below ${first} ${wordOf(basis)} again`;
  if (expectedStepPercent === stepPercent) return `below ${first} again`;
  return `below ${first} spent, ${formatPercent(expectedStepPercent, locale)} expected again`;
}

export function highestStep({ stepPercent, expectedStepPercent = 0 }: BudgetNotice): number {
  return Math.max(stepPercent, expectedStepPercent);
}

/** "$663.08 spent and $1,106.37 expected of $700.00." */
export function budgetText(notice: BudgetNotice, locale: string): string {
  const { basis, currency, spentMinor, budgetMinor, expectedMinor } = notice;
  const words = (minor: bigint) => formatMoney(money(minor, currency), locale);
  const expected = expectedMinor === undefined ? '' : ` and ${words(expectedMinor)} expected`;
  return `${words(spentMinor)} ${wordOf(basis)}${expected} of ${words(budgetMinor)}.`;
}

function wordOf(basis: BudgetNotice['basis']): string {
  return basis === 'forecast' ? 'expected' : 'spent';
}
