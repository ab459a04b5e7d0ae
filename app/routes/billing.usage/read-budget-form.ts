export interface BudgetFormValues {
  name: string;
  amount: string;
  currency: string;
  steps: string;
  basis: string;
}

export function readBudgetForm(form: FormData): BudgetFormValues {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    name: text('name'),
    amount: text('amount'),
    currency: text('currency'),
    steps: text('steps'),
    basis: text('basis'),
  };
}

/** What the service takes: percents as numbers, an amount without the separators that people write. */
export function toBudgetInput({ amount, steps, ...values }: BudgetFormValues) {
  return {
    ...values,
    amount: amount.replace(/[\s,'’](?=\d{3}(\D|$))/g, ''),
    steps: steps
      .split(/[\s,;%]+/)
      .filter((part) => part !== '')
      .map(Number),
  };
}
