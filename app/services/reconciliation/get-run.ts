import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CAUSES } from '../../domain/reconciliation/cause.ts';
import { OBJECT_KINDS } from '../../domain/reconciliation/classify-object.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { ACKNOWLEDGED } from './acknowledged-sql.ts';
import { type RunSummary, runSummaryRow, selectRuns, toRunSummary } from './run-summary.ts';

const differenceRow = z.object({
  id: z.string(),
  key: z.string(),
  fingerprint: z.string(),
  kind: z.enum(['usage', ...OBJECT_KINDS]),
  customer_id: z.string().nullable(),
  customer_name: z.string().nullable(),
  subscription_id: z.string().nullable(),
  object_id: z.string().nullable(),
  stripe_id: z.string().nullable(),
  /** Of an invoice, or of the invoice of a payment or refund. */
  invoice_number: z.string().nullable(),
  metric: z.enum(METRICS).nullable(),
  period_start: z.coerce.date().nullable(),
  period_end: z.coerce.date().nullable(),
  internal_value: z.string().nullable(),
  stripe_value: z.string().nullable(),
  percentage_diff: z.string().nullable(),
  currency: z.string().nullable(),
  amount_effect_minor: z.string().nullable(),
  fields: z.array(
    z.object({ field: z.string(), internal: z.string().nullable(), stripe: z.string().nullable() }),
  ),
  cause: z.enum(CAUSES),
  evidence: z.record(z.string(), z.unknown()),
  alerted: z.boolean(),
  acknowledged: z.boolean(),
  /** The case in which it lies before a person, or was decided. */
  case_id: z.string().nullable(),
});

export type DifferenceRow = z.output<typeof differenceRow>;

export interface RunDetail {
  run: RunSummary;
  /** The largest money first; those that lay before a person already come last. */
  differences: readonly DifferenceRow[];
}

export interface DifferenceFilter {
  kind?: string | undefined;
  cause?: string | undefined;
  /** Of any of these. */
  customerIds?: readonly string[] | undefined;
  limit?: number;
  offset?: number;
}

const INVOICE_NUMBER = sql`(case d.kind
  when 'invoice' then (select i.number from invoices i where i.stripe_invoice_id = d.stripe_id)
  when 'payment' then (
    select i.number from payments p join invoices i on i.id = p.invoice_id where p.stripe_charge_id = d.stripe_id
  )
  when 'refund' then (
    select i.number from refunds r join payments p on p.id = r.payment_id join invoices i on i.id = p.invoice_id
    where r.stripe_refund_id = d.stripe_id
  )
end)`;

/** The most that one answer holds; the CSV has all of them. */
export const MAX_DIFFERENCES = 1_000;

/** One run with what it found, in one trip; null when there is no such run. Staff only. */
export async function getRun(
  ctx: ServiceContext,
  runId: string,
  filter: DifferenceFilter = {},
): Promise<RunDetail | null> {
  requireStaff(ctx.actor);
  const customers = filter.customerIds === undefined ? null : JSON.stringify(filter.customerIds);
  const [runs, differences] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectRuns(sql`r.id = ${runId}`, 1)),
    db.execute(sql`
      select d.id, d.key, d.fingerprint, d.kind, d.customer_id, c.name as customer_name, d.subscription_id,
        d.object_id, d.stripe_id, ${INVOICE_NUMBER} as invoice_number, d.metric, d.period_start, d.period_end, d.internal_value::text,
        d.stripe_value::text, d.percentage_diff::text, d.currency, d.amount_effect_minor::text, d.fields, d.cause,
        d.evidence, d.alerted, ${ACKNOWLEDGED} as acknowledged, (
          select k.id from reconciliation_cases k
          where k.difference_key = d.key and k.fingerprint = d.fingerprint
            and (k.run_id = d.run_id or k.gone_at is null or k.gone_at > d.created_at)
          order by k.created_at desc limit 1
        ) as case_id
      from reconciliation_differences d left join customers c on c.id = d.customer_id
      where d.run_id = ${runId}
        and (${filter.kind ?? null}::text is null or d.kind = ${filter.kind ?? null})
        and (${filter.cause ?? null}::text is null or d.cause = ${filter.cause ?? null})
        and (${customers}::json is null
          or d.customer_id::text in (select json_array_elements_text(${customers}::json)))
      order by ${ACKNOWLEDGED}, abs(d.amount_effect_minor) desc nulls last, d.key
      limit ${filter.limit ?? MAX_DIFFERENCES} offset ${filter.offset ?? 0}`),
  ]);
  const [run] = z.array(runSummaryRow).parse(runs.rows);
  if (run === undefined) return null;
  return { run: toRunSummary(run), differences: z.array(differenceRow).parse(differences.rows) };
}
