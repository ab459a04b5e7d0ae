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

/** What the service takes: percents as numbers, an amount as a plain decimal, read as the page of that locale writes it. */
export function toBudgetInput({ amount, steps, ...values }: BudgetFormValues, locale: string) {
  return {
    ...values,
    amount: toPlainDecimal(amount, locale),
    steps: steps
      .split(/[\s,;%]+/)
      .filter((part) => part !== '')
      .map(Number),
  };
}

/** "1.500,50" in German and "1,500.50" in English are 1500.50. What is neither is left as it is, to be refused. */
function toPlainDecimal(text: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1_234.5);
  const sign = (type: 'group' | 'decimal') => parts.find((part) => part.type === type)?.value ?? '';
  const isGrouped = new RegExp(`(?<=\\d)[\\s'’${escaped(sign('group'))}](?=\\d{3}(\\D|$))`, 'g');
  return text.replace(isGrouped, '').replace(new RegExp(`${escaped(sign('decimal'))}(?=\\d+$)`), '.');
}

function escaped(sign: string): string {
  return sign.replace(/[.\\\]^-]/g, '\\$&');
}
