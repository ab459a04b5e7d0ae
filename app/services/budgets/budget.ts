import { z } from 'zod';
import { BUDGET_BASES, type BudgetBasis } from '../../domain/budget-steps.ts';
import { CURRENCIES, type Currency } from '../../domain/money.ts';

/** Money a billing period should stay within: flat fee and usage charges, before tax. */
export interface Budget {
  id: string;
  customerId: string;
  name: string;
  currency: Currency;
  amountMinor: bigint;
  /** Percents, ascending. */
  steps: readonly number[];
  basis: BudgetBasis;
  createdAt: Date;
  updatedAt: Date;
}

const budgetRow = z
  .object({
    id: z.string(),
    customer_id: z.string(),
    name: z.string(),
    currency: z.enum(CURRENCIES),
    amount_minor: z.string().transform(BigInt),
    steps: z.array(z.number()),
    basis: z.enum(BUDGET_BASES),
    created_at: z.coerce.date(),
    updated_at: z.coerce.date(),
  })
  .transform(
    (row): Budget => ({
      id: row.id,
      customerId: row.customer_id,
      name: row.name,
      currency: row.currency,
      amountMinor: row.amount_minor,
      steps: row.steps,
      basis: row.basis,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }),
  );

export function rowToBudget(row: unknown): Budget {
  return budgetRow.parse(row);
}
