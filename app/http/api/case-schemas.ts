import { z } from 'zod';
import { exact, instant } from './reconciliation-schemas.ts';

const caseCreditSchema = z.object({
  id: z.guid(),
  status: z.enum(['planned', 'issued', 'recorded', 'unbillable', 'failed']),
  amount: exact.meta({ description: 'Minor units before tax; below zero where it gives back' }),
  currency: z.string(),
  description: z.string(),
  invoice_id: z.guid().nullable(),
  stripe_id: z.string().nullable().meta({ description: 'The credit note, once it is made' }),
  error: z.string().nullable(),
});

export const reconciliationCaseSchema = z
  .object({
    id: z.guid(),
    reconciliation_id: z.string(),
    type: z.enum(['propose_credit', 'alert']),
    status: z.enum(['open', 'closed', 'gone']),
    outcome: z.enum(['credit_given', 'declined', 'written_down']).nullable(),
    difference: z.string(),
    customer_id: z.guid().nullable(),
    currency: z.string().nullable(),
    amount: exact.nullable().meta({ description: 'Minor units: what it came to when it was found' }),
    created_at: instant,
    decided_at: instant.nullable(),
    decided_by: z.string().nullable(),
    decision: z.string().nullable().meta({ description: 'The reason that was given' }),
    credits: z.array(caseCreditSchema),
  })
  .meta({ id: 'ReconciliationCase' });

export const reconciliationCaseListSchema = z
  .object({ cases: z.array(reconciliationCaseSchema) })
  .meta({ id: 'ReconciliationCaseList' });

export const creditPlanSchema = z
  .object({
    case_id: z.guid(),
    plan_hash: z.string(),
    units: exact.meta({ description: 'Billed too many' }),
    late_units: exact.meta({ description: 'Of the same period, settled with them' }),
    currency: z.string(),
    amount: exact.meta({ description: 'Minor units before tax that would be given back' }),
    uncapped_amount: exact.meta({ description: 'The same, if enough were left on the invoice' }),
    by_hand: exact.meta({ description: 'Of what they cost, given back before by credit notes of people' }),
    waived: exact.meta({ description: 'Of what they cost, waived before and never billed' }),
    within_minimum: exact.meta({ description: 'Of what they cost, within a minimum commitment' }),
    credits: z.array(
      z.object({
        invoice_id: z.guid().nullable(),
        amount: exact,
        description: z.string(),
        lines: z.array(z.object({ stripe_line_item_id: z.string(), amount: exact })),
      }),
    ),
  })
  .meta({ id: 'CreditPlan' });

export type ReconciliationCaseJson = z.infer<typeof reconciliationCaseSchema>;
export type ReconciliationCaseListJson = z.infer<typeof reconciliationCaseListSchema>;
export type CreditPlanJson = z.infer<typeof creditPlanSchema>;
