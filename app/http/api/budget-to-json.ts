import { money } from '../../domain/money.ts';
import type { Budget } from '../../services/budgets/budget.ts';
import type { BudgetJson, BudgetListJson } from './budget-schemas.ts';
import { majorUnits } from './major-units.ts';

export function budgetToJson(budget: Budget): BudgetJson {
  return {
    id: budget.id,
    customer_id: budget.customerId,
    name: budget.name,
    amount: majorUnits(money(budget.amountMinor, budget.currency)),
    currency: budget.currency,
    steps: [...budget.steps],
    basis: budget.basis,
    created_at: budget.createdAt.toISOString(),
    updated_at: budget.updatedAt.toISOString(),
  };
}

export function budgetListToJson(budgets: readonly Budget[]): BudgetListJson {
  return { budgets: budgets.map(budgetToJson) };
}
