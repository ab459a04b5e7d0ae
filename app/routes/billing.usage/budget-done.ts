/** What was last done to a budget, for the page that says so once. */
export const BUDGET_DONE_WORDS = {
  added: 'Budget added.',
  saved: 'Budget saved.',
  deleted: 'Budget deleted.',
} as const;

export type BudgetDone = keyof typeof BUDGET_DONE_WORDS;
