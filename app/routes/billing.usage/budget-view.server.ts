import type { BudgetBasis } from '../../domain/budget-steps.ts';
import { type Money, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { formatPercents, formatShare } from '../../format/percent.ts';
import type { Budget } from '../../services/budgets/budget.ts';
import { expectedTotals } from '../../services/usage/forecast/get-usage-forecast.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import { toBudgetFormValues } from './budget-form-values.server.ts';
import type { BudgetView } from './budget-view.ts';

const BASES: Readonly<Record<BudgetBasis, string>> = {
  actual: 'of what is spent',
  forecast: 'of what is expected',
  both: 'of what is spent or expected',
};

export function toBudgetView(budget: Budget, overview: UsageOverview, locale: string): BudgetView {
  const { currency, amountMinor } = budget;
  const spent = overview.runningTotal;
  const expected = expectedOf(overview);
  return {
    id: budget.id,
    name: budget.name,
    amount: formatMoney(money(amountMinor, currency), locale),
    spent: formatMoney(spent, locale),
    share: formatShare({ part: spent.amountMinor, whole: amountMinor }, locale),
    expected: expected && formatMoney(expected, locale),
    steps: formatPercents(budget.steps, locale),
    basis: BASES[budget.basis],
    meter: toMeter({ amountMinor, spent, expected, locale }),
    form: toBudgetFormValues(budget, locale),
    seenAt: budget.updatedAt.toISOString(),
  };
}

function expectedOf({ forecast }: UsageOverview): Money | null {
  return (forecast && expectedTotals(forecast)?.p50) ?? null;
}

function toMeter(input: { amountMinor: bigint; spent: Money; expected: Money | null; locale: string }) {
  const { amountMinor, spent, expected, locale } = input;
  const end = larger(expected?.amountMinor ?? 0n, spent.amountMinor);
  const whole = larger(end, amountMinor);
  const percent = (part: bigint) => Number((part * 10_000n) / whole) / 100;
  const over = spent.amountMinor > amountMinor ? spent.amountMinor - amountMinor : 0n;
  return {
    includedWidth: percent(spent.amountMinor - over),
    overageWidth: percent(over),
    expectedWidth: percent(end - spent.amountMinor),
    limitAt: end > amountMinor ? percent(amountMinor) : null,
    valueNow: Math.min(100, Math.floor(Number((spent.amountMinor * 100n) / amountMinor))),
    valueText: `${formatMoney(spent, locale)} of ${formatMoney(money(amountMinor, spent.currency), locale)}`,
  };
}

function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
