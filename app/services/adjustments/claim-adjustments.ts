import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { CURRENCIES } from '../../domain/money.ts';

/** Longer than making a whole claim takes. */
const LEASE_MS = 10 * 60_000;

const integer = z.string().transform(BigInt);

const claimedRow = z
  .object({
    id: z.string(),
    customer_id: z.string(),
    stripe_customer_id: z.string(),
    amount_minor: integer,
    currency: z.enum(CURRENCIES),
    description: z.string(),
    allocations: z.array(z.object({ stripeLineItemId: z.string(), amountMinor: integer })),
    known_credits: z
      .array(
        z.object({
          stripeInvoiceId: z.string(),
          stripeLineItemId: z.string(),
          byHandMinor: integer,
          unnamedMinor: integer,
        }),
      )
      .nullable(),
    period_start: z.coerce.date(),
    period_end: z.coerce.date(),
    stripe_invoice_id: z.string().nullable(),
    stripe_subscription_id: z.string().nullable(),
    draft_invoice_id: z.string().nullable(),
    attempts: z.number(),
    created_at: z.coerce.date(),
  })
  .transform((row) => ({
    adjustmentId: row.id,
    customerId: row.customer_id,
    stripeCustomerId: row.stripe_customer_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    description: row.description,
    allocations: row.allocations,
    knownCredits: row.known_credits,
    period: { start: row.period_start, end: row.period_end },
    /** The invoice that is credited; of what is billed, the period's. */
    stripeInvoiceId: row.stripe_invoice_id,
    stripeSubscriptionId: row.stripe_subscription_id,
    /** Of a true-up, the period's own invoice while it is a draft. */
    draftInvoiceId: row.draft_invoice_id,
    attempts: row.attempts,
    decidedAt: row.created_at,
  }));

export type ClaimedAdjustment = z.output<typeof claimedRow>;

/** What is known of a claimed adjustment however the rest of its row reads. */
export type ClaimedIdentity = Pick<ClaimedAdjustment, 'adjustmentId' | 'attempts' | 'description'>;

const identityRow = z.object({ id: z.string(), attempts: z.number(), description: z.string() });

export type ReadClaim =
  | { isReadable: true; adjustment: ClaimedAdjustment }
  | { isReadable: false; adjustment: ClaimedIdentity; error: string };

/** One row that cannot be read takes nothing from the others. */
export function readClaim(row: unknown): ReadClaim {
  const parsed = claimedRow.safeParse(row);
  if (parsed.success) return { isReadable: true, adjustment: parsed.data };
  const { id: adjustmentId, attempts, description } = identityRow.parse(row);
  const error = `Its row cannot be read: ${z.prettifyError(parsed.error)}`;
  return { isReadable: false, adjustment: { adjustmentId, attempts, description }, error };
}

/** Until when a claim of then is its run's alone. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

export interface AdjustmentClaim {
  now: Date;
  limit: number;
  /** These alone; any when null. */
  ids: readonly string[] | null;
}

/** Takes due adjustments for this run alone, oldest first. */
export function claimAdjustments({ now, limit, ids }: AdjustmentClaim): SQL {
  const at = instantSql(now);
  const wanted =
    ids === null
      ? sql`true`
      : sql`id::text in (select json_array_elements_text(${JSON.stringify(ids)}::json))`;
  return sql`
    with due as (
      select id from period_adjustments
      where status = 'planned' and run_after <= ${at} and (lease_until is null or lease_until <= ${at}) and ${wanted}
      order by run_after, created_at, sequence
      limit ${limit}
      for update skip locked
    ), claimed as (
      update period_adjustments a set attempts = a.attempts + 1, lease_until = ${instantSql(leaseEnd(now))}
      from due where a.id = due.id
      returning a.*
    )
    select a.id, a.customer_id, c.stripe_customer_id, a.amount_minor::text, a.currency, a.description, a.allocations,
      a.known_credits, a.period_start, a.period_end, i.stripe_invoice_id, s.stripe_subscription_id, a.attempts, a.created_at,
      case when a.kind = 'minimum_true_up' and i.status = 'draft' then i.stripe_invoice_id end as draft_invoice_id
    from claimed a
    join customers c on c.id = a.customer_id
    left join invoices i on i.id = a.invoice_id
    left join subscriptions s on s.id = a.billed_subscription_id
    order by a.created_at, a.sequence, a.id`;
}
