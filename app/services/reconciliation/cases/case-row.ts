import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ADJUSTMENT_REASONS } from '../../../domain/adjustments/adjustment-reason.ts';
import { METRICS } from '../../../domain/metric.ts';
import { CAUSES } from '../../../domain/reconciliation/cause.ts';

const integer = z.string().transform(BigInt);

const creditRow = z.object({
  id: z.string(),
  status: z.enum(['planned', 'issued', 'recorded', 'unbillable', 'failed']),
  reason: z.enum(ADJUSTMENT_REASONS).nullable(),
  description: z.string(),
  amount_minor: integer,
  currency: z.string(),
  stripe_object_id: z.string().nullable(),
  last_error: z.string().nullable(),
  invoice_id: z.string().nullable(),
  invoice_number: z.string().nullable(),
  note_number: z.string().nullable(),
});

const caseRow = z.object({
  id: z.string(),
  type: z.enum(['propose_credit', 'alert']),
  status: z.enum(['open', 'closed', 'gone']),
  outcome: z.enum(['credit_given', 'declined', 'written_down']).nullable(),
  run_id: z.string(),
  difference_key: z.string(),
  fingerprint: z.string(),
  customer_id: z.string().nullable(),
  customer_name: z.string().nullable(),
  currency: z.string().nullable(),
  amount_minor: integer.nullable(),
  reason: z.string().nullable(),
  created_at: z.coerce.date(),
  decided_at: z.coerce.date().nullable(),
  decided_by: z.string().nullable(),
  decision: z.string().nullable(),
  plan_hash: z.string().nullable(),
  gone_at: z.coerce.date().nullable(),
  /** The case that was opened of what the difference had become; null where the difference itself is gone. */
  followed_by: z.string().nullable(),
  metric: z.enum(METRICS).nullable(),
  subscription_id: z.string().nullable(),
  period_start: z.coerce.date().nullable(),
  period_end: z.coerce.date().nullable(),
  internal_value: integer.nullable(),
  stripe_value: integer.nullable(),
  cause: z.enum(CAUSES).nullable(),
  credits: z.array(creditRow),
});

/** What was put before a person, what its run saw, and what became of it. */
export type ReconciliationCase = z.output<typeof caseRow>;
/** An adjustment that a decision wrote. */
export type CaseCredit = z.output<typeof creditRow>;

export function selectCases(condition: SQL, { order, limit }: { order: SQL; limit: number }): SQL {
  return sql`
    select k.id, k.type, k.status, k.outcome, k.run_id, k.difference_key, k.fingerprint, k.customer_id,
      c.name as customer_name, k.currency, k.amount_minor::text, k.detail #>> '{action,reason}' as reason, k.created_at,
      k.decided_at, k.decided_by, k.decision, k.plan_hash, k.gone_at, k.detail ->> 'followed_by' as followed_by, d.metric, d.subscription_id, d.period_start,
      d.period_end, d.internal_value::text, d.stripe_value::text, d.cause, credited.credits
    from reconciliation_cases k
    left join customers c on c.id = k.customer_id
    left join reconciliation_differences d on d.run_id = k.run_id and d.key = k.difference_key
    cross join lateral (
      select coalesce(json_agg(json_build_object('id', a.id, 'status', a.status, 'reason', a.reason, 'description', a.description,
          'amount_minor', a.amount_minor::text, 'currency', a.currency, 'stripe_object_id', a.stripe_object_id,
          'last_error', a.last_error, 'invoice_id', i.id, 'invoice_number', i.number, 'note_number', n.number)
        order by a.component, a.sequence), '[]') as credits
      from jsonb_array_elements_text(coalesce(k.adjustment_ids, '[]')) as written (id)
      join period_adjustments a on a.id = written.id::uuid
      left join invoices i on i.id = a.invoice_id
      left join credit_notes n on n.adjustment_id = a.id
    ) as credited
    where ${condition}
    order by ${order}
    limit ${limit}`;
}

export function toCases(rows: readonly unknown[]): ReconciliationCase[] {
  return z.array(caseRow).parse(rows);
}

/** Why there is nothing left to decide. */
export function goneWords({ followed_by: followedBy }: Pick<ReconciliationCase, 'followed_by'>): string {
  return followedBy === null
    ? 'The difference is gone, so there is nothing left to decide.'
    : 'The difference is another one by now, with a newer case: decide that one.';
}
