/** Where the page goes after a form of the budgets, taken or not, also without a script. */
export const BUDGETS_ANCHOR = '#budgets-title';
