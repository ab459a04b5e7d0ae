import { DEFAULT_BUDGET_STEPS } from '../../domain/budget-steps.ts';
import type { BudgetFormStart, SubmittedBudget } from './budget-form.tsx';
import type { BudgetView } from './budget-view.ts';

/** Of the form that changes a budget; `submitted` is what came back of it. */
export function startOfChange(budget: BudgetView, submitted: SubmittedBudget | null): BudgetFormStart {
  return {
    intent: 'update-budget',
    budgetId: budget.id,
    requestKey: '',
    seenAt: submitted?.seenAt ?? budget.seenAt,
    values: submitted?.values ?? budget.form,
    refusal: submitted?.refusal ?? null,
    isOfGone: false,
  };
}

/** Of the form that adds one; `submitted` came back of it, or of that of a budget that is gone. */
export function startOfNew(input: {
  requestKey: string;
  currency: string;
  submitted: SubmittedBudget | null;
}): BudgetFormStart {
  const { requestKey, currency, submitted } = input;
  return {
    intent: 'create-budget',
    budgetId: null,
    requestKey,
    seenAt: null,
    values: submitted?.values ?? {
      name: 'Monthly budget',
      amount: '',
      currency,
      steps: DEFAULT_BUDGET_STEPS.join(', '),
      basis: 'both',
    },
    refusal: submitted?.refusal ?? null,
    isOfGone: submitted !== null && submitted.budgetId !== null,
  };
}
