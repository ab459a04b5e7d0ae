import type { ReconciliationCase } from '../../services/reconciliation/cases/case-row.ts';
import type { CreditPlan } from '../../services/reconciliation/cases/credit-plan.ts';
import type { CreditPlanJson, ReconciliationCaseJson, ReconciliationCaseListJson } from './case-schemas.ts';
import { exactInteger } from './exact-number.ts';

export function caseToJson(row: ReconciliationCase): ReconciliationCaseJson {
  return {
    id: row.id,
    reconciliation_id: row.run_id,
    type: row.type,
    status: row.status,
    outcome: row.outcome,
    difference: row.difference_key,
    customer_id: row.customer_id,
    currency: row.currency,
    amount: row.amount_minor === null ? null : exactInteger(row.amount_minor),
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
    decided_by: row.decided_by,
    decision: row.decision,
    credits: row.credits.map((credit) => ({
      id: credit.id,
      status: credit.status,
      amount: exactInteger(credit.amount_minor),
      currency: credit.currency,
      description: credit.description,
      invoice_id: credit.invoice_id,
      stripe_id: credit.stripe_object_id,
      error: credit.last_error,
    })),
  };
}

export function casesToJson(rows: readonly ReconciliationCase[]): ReconciliationCaseListJson {
  return { cases: rows.map(caseToJson) };
}

export function creditPlanToJson(plan: CreditPlan): CreditPlanJson {
  return {
    case_id: plan.caseId,
    plan_hash: plan.planHash,
    units: exactInteger(plan.units),
    late_units: exactInteger(plan.otherUnits),
    currency: plan.currency,
    amount: exactInteger(plan.amountMinor),
    uncapped_amount: exactInteger(plan.uncappedMinor),
    by_hand: exactInteger(plan.byHandMinor),
    waived: exactInteger(plan.waivedMinor),
    within_minimum: exactInteger(plan.offsetMinor),
    credits: plan.adjustments.map(({ invoiceId, amountMinor, description, allocations }) => ({
      invoice_id: invoiceId,
      amount: exactInteger(amountMinor),
      description,
      lines: allocations.map((line) => ({
        stripe_line_item_id: line.stripeLineItemId,
        amount: exactInteger(line.amountMinor),
      })),
    })),
  };
}
