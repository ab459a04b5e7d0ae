import { z } from 'zod';
import { BUDGET_BASES } from '../../domain/budget-steps.ts';
import { CURRENCIES } from '../../domain/money.ts';

const instant = z.iso.datetime();

export const budgetSchema = z
  .object({
    id: z.guid(),
    customer_id: z.guid(),
    name: z.string(),
    amount: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).meta({
      description:
        'Major unit of `currency`: flat fee and usage charges of a period, before tax; what is expected has the true-up to a minimum in it',
    }),
    currency: z.enum(CURRENCIES),
    steps: z.array(z.int()).meta({ description: 'Percents of the amount, ascending' }),
    basis: z
      .enum(BUDGET_BASES)
      .meta({ description: 'Whether steps are compared with what is spent or expected' }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Budget' });

export const budgetListSchema = z
  .object({ budgets: z.array(budgetSchema).meta({ description: 'Oldest first' }) })
  .meta({ id: 'BudgetList' });

export type BudgetJson = z.infer<typeof budgetSchema>;
export type BudgetListJson = z.infer<typeof budgetListSchema>;
