import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { toJson } from '../audit/to-json.ts';
import type { TrueUpPlan } from './plan-true-up.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** By then Stripe has issued the draft, and there is no hurry any more. */
const HURRIED_ATTEMPTS = 10;

/** Closes the checks whose adjustment was written just before, in the same transaction; the others come again. */
export function settleCommitmentChecks(plans: readonly TrueUpPlan[], now: Date): SQL {
  const at = instantSql(now);
  const rows = plans.map((plan) => ({
    invoice_id: plan.due.invoiceId,
    ...(plan.kind === 'decided' && {
      status: 'decided',
      adjustment_id: plan.adjustment.id,
      due_minor: plan.dueMinor,
      charged_minor: plan.chargedMinor,
    }),
    ...(plan.kind === 'by_hand' && { status: 'by_hand', adjustment_id: plan.adjustment.id }),
    ...(plan.kind === 'wait' && { error: plan.message }),
    delay_ms: plan.due.attempts < HURRIED_ATTEMPTS ? MINUTE_MS : HOUR_MS,
  }));
  return sql`
    update commitment_checks k set
      status = case when written.id is null then 'pending' else given.status end,
      due_minor = case when written.id is not null then given.due_minor end,
      charged_minor = case when written.id is not null then given.charged_minor end,
      decided_at = case when written.id is not null then ${at} end,
      last_error = given.error,
      attempts = k.attempts + 1,
      run_after = ${at} + given.delay_ms * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(toJson(rows))}::jsonb) as given (invoice_id uuid, status text,
      adjustment_id uuid, due_minor bigint, charged_minor bigint, error text, delay_ms bigint)
    left join period_adjustments written on written.id = given.adjustment_id
    where k.invoice_id = given.invoice_id and k.status = 'pending'`;
}
