import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../../db/client.ts';
import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';
import { type HeldInvoiceStatus, releaseInvoice, voidInvoice } from '../../stripe/hold-invoice.ts';
import { stripeRefusal } from '../../stripe/refusal.ts';
import { requireAnswer } from '../../stripe/require-answer.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { isKeyword, keywordMessage, reasonSchema } from '../confirmation.ts';
import type { ServiceContext } from '../context.ts';
import { describeError } from '../events/describe-error.ts';
import { abandonLeases, takeLease } from '../mirror/lease.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { parseInput } from '../parse-input.ts';

type AdminContext = ServiceContext & {
  readonly actor: Extract<Actor, { kind: 'staff' }> & { role: 'admin' };
};

export const REVIEW_DECISIONS = ['release', 'void', 'acknowledge'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

const OUTCOMES = {
  release: { from: 'parked', to: 'released' },
  void: { from: 'parked', to: 'voided' },
  acknowledge: { from: 'flagged', to: 'acknowledged' },
} as const;

const NOT_KNOWN =
  'Stripe does not answer at the moment, so nothing is written down yet. Decide again in a few minutes: what Stripe has done already is not done twice.';

const inputSchema = z
  .object({
    invoiceId: z.guid('must be a uuid'),
    decision: z.enum(REVIEW_DECISIONS, { error: `must be one of ${REVIEW_DECISIONS.join(', ')}` }),
    keyword: z.string(),
    reason: reasonSchema,
  })
  .superRefine(({ decision, keyword }, { addIssue }) => {
    if (isKeyword(keyword, decision)) return;
    addIssue({ code: 'custom', path: ['keyword'], message: keywordMessage(decision) });
  });

/**
 * What an admin decides on a held or flagged invoice: `release` issues and collects it, `void` issues and voids it,
 * `acknowledge` closes a flag. One decision at a time; being killed in between leaves it to be made again, and Stripe
 * does nothing twice. Throws `conflict` when it has been decided, `invalid_value` naming the field, and
 * `stripe_unavailable` when Stripe does not answer.
 */
export async function resolveReview(
  ctx: AdminContext,
  input: { invoiceId: unknown; decision: unknown; keyword: unknown; reason: unknown },
): Promise<void> {
  const { invoiceId, decision, reason } = parseInput(inputSchema, input);
  const lease = await takeLease(ctx, `invoice_review:${invoiceId}`, 'yield');
  if (lease === null) throw new BillingError('conflict', 'Somebody else is deciding this just now.');
  try {
    const review = await loadOpenReview(ctx, { invoiceId, decision });
    await requireAnswer(NOT_KNOWN, () =>
      carryOut(ctx, { stripeInvoiceId: review.stripeInvoiceId, decision }),
    );
    await writeDown(ctx, { ...review, invoiceId, decision, reason });
    if (decision !== 'acknowledge') await showAtOnce(ctx, review.stripeInvoiceId);
  } finally {
    await ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, [lease])]);
  }
}

/** So that the pages have it with the answer. What was decided is done by now: if Stripe is gone, its event brings it. */
async function showAtOnce(ctx: ServiceContext, stripeInvoiceId: string): Promise<void> {
  try {
    await mirrorObject(ctx, { type: 'invoice', id: stripeInvoiceId });
  } catch (error) {
    if (stripeRefusal(error) === null) throw error;
    ctx.logger.warn('decided invoice not read again', {
      stripeInvoiceId,
      error: describeError(error),
    });
  }
}

async function loadOpenReview(
  ctx: ServiceContext,
  { invoiceId, decision }: { invoiceId: string; decision: ReviewDecision },
) {
  const { invoiceReviews, invoices } = schema;
  const [[review]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({
        status: invoiceReviews.status,
        customerId: invoiceReviews.customerId,
        stripeInvoiceId: invoices.stripeInvoiceId,
      })
      .from(invoiceReviews)
      .innerJoin(invoices, eq(invoices.id, invoiceReviews.invoiceId))
      .where(eq(invoiceReviews.invoiceId, invoiceId)),
  ]);
  if (review === undefined) throw new BillingError('not_found', 'There is nothing at this address.');
  if (review.status !== OUTCOMES[decision].from) {
    throw new BillingError('conflict', `This invoice is ${review.status}: that cannot be done any more.`);
  }
  return review;
}

async function carryOut(
  ctx: ServiceContext,
  { stripeInvoiceId, decision }: { stripeInvoiceId: string; decision: ReviewDecision },
): Promise<void> {
  if (decision === 'acknowledge') return;
  const act = decision === 'release' ? releaseInvoice : voidInvoice;
  const status: HeldInvoiceStatus = await act(ctx.stripe, stripeInvoiceId);
  const isDone = decision === 'release' ? status === 'open' || status === 'paid' : status === 'void';
  if (!isDone) {
    throw new BillingError('conflict', `Stripe has this invoice as ${status}: that cannot be done any more.`);
  }
}

async function writeDown(
  ctx: AdminContext,
  input: { invoiceId: string; customerId: string; decision: ReviewDecision; reason: string },
): Promise<void> {
  const { invoiceReviews } = schema;
  const { from, to } = OUTCOMES[input.decision];
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      db
        .update(invoiceReviews)
        .set({
          status: to,
          resolution: input.reason,
          resolvedBy: ctx.actor.email,
          resolvedAt: ctx.now,
          updatedAt: ctx.now,
        })
        .where(and(eq(invoiceReviews.invoiceId, input.invoiceId), eq(invoiceReviews.status, from)))
        .returning({ id: invoiceReviews.invoiceId }),
      auditRow(ctx, {
        action: `invoice_review.${to}`,
        objectType: 'invoice',
        objectId: input.invoiceId,
        customerId: input.customerId,
        before: { status: from },
        after: { status: to, reason: input.reason },
      }),
    ),
  ]);
}
