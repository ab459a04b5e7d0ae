import { and, eq, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ReviewFinding } from '../../domain/invoice-review.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { type NotificationToQueue, queueNotifications } from '../notifications/queue-notification.ts';
import type { ClaimedReview } from './claim-reviews.ts';

export interface Verdict {
  status: 'passed' | 'parked' | 'flagged';
  findings: readonly ReviewFinding[];
}

/** The verdict, its audit row and what staff is told of it, in one transaction. */
export async function settleReview(
  ctx: ServiceContext,
  { review, verdict }: { review: ClaimedReview; verdict: Verdict },
): Promise<void> {
  const { invoiceReviews } = schema;
  const { status, findings } = verdict;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      db
        .update(invoiceReviews)
        .set({ status, findings, reviewedAt: ctx.now, updatedAt: ctx.now, leaseUntil: null, lastError: null })
        .where(and(eq(invoiceReviews.invoiceId, review.invoiceId), eq(invoiceReviews.status, 'pending')))
        .returning({ id: invoiceReviews.invoiceId }),
      auditRow(ctx, {
        action: `invoice_review.${status}`,
        objectType: 'invoice',
        objectId: review.invoiceId,
        customerId: review.customerId,
        after: { findings },
      }),
    ),
    queueNotifications(db, {
      notifications: status === 'passed' ? [] : alerts(review, verdict),
      now: ctx.now,
    }),
  ]);
}

/** Again in a minute: a draft that is about to be issued cannot wait long. */
export async function postponeReview(
  ctx: ServiceContext,
  { review, error }: { review: ClaimedReview; error: string },
): Promise<void> {
  const again = new Date(ctx.now.getTime() + 60_000);
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      update invoice_reviews
      set lease_until = null, last_error = ${error}, run_after = ${again.toISOString()}::timestamptz
      where invoice_id = ${review.invoiceId}::uuid and status = 'pending'`),
  ]);
}

function alerts(review: ClaimedReview, { status, findings }: Verdict): NotificationToQueue[] {
  const { invoiceId, customerName, stripeInvoiceId } = review;
  const what = status === 'parked' ? 'is parked' : 'was issued before we could look';
  const message = {
    customerId: null,
    kind: `invoice_review.${status}`,
    payload: {
      title: `${customerName}: invoice ${stripeInvoiceId} ${what}`,
      text: findings.map(({ text }) => `• ${text}`).join('\n'),
      path: `/admin/billing/reviews#review-${invoiceId}`,
    },
  };
  const key = `invoice_review:${invoiceId}:${status}`;
  return [
    { ...message, channel: 'in_app', dedupeKey: `${key}:in_app` },
    { ...message, channel: 'slack', dedupeKey: `${key}:slack` },
  ];
}
