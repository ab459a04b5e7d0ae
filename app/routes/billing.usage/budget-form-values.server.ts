import { MINOR_DIGITS, moneyToDecimal } from '../../domain/money.ts';
import { exact } from '../../format/decimal.ts';
import type { Budget } from '../../services/budgets/budget.ts';
import type { BudgetFormValues } from './read-budget-form.ts';

/** What is in the form of a budget when it is opened, as `toBudgetInput` reads it in the same locale. */
export function toBudgetFormValues(budget: Budget, locale: string): BudgetFormValues {
  const { name, currency, steps, basis } = budget;
  return { name, amount: amountText(budget, locale), currency, steps: steps.join(', '), basis };
}

/** Without groups, and with decimals only where there are any: "1500", in German "1500,50". */
function amountText({ amountMinor, currency }: Budget, locale: string): string {
  const digits = MINOR_DIGITS[currency];
  const isWhole = amountMinor % 10n ** BigInt(digits) === 0n;
  return new Intl.NumberFormat(locale, {
    useGrouping: false,
    minimumFractionDigits: isWhole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(exact(moneyToDecimal({ amountMinor, currency })));
}
