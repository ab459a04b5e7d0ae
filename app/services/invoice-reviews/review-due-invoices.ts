import { reviewInvoice } from '../../domain/invoice-review.ts';
import { parkInvoice } from '../../stripe/hold-invoice.ts';
import type { ServiceContext } from '../context.ts';
import { describeError } from '../events/describe-error.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { type ClaimedReview, claimReviews } from './claim-reviews.ts';
import { loadReviewFacts, type ReviewedInvoice } from './load-review-facts.ts';
import { postponeReview, settleReview, type Verdict } from './settle-review.ts';

const PER_ROUND = 10;
/** A look makes about ten requests; what one run leaves goes on in the queue at once. */
const ROUNDS = 20;

export interface ReviewedInvoices {
  passed: number;
  parked: number;
  flagged: number;
  failures: readonly string[];
  /** The budget ended before the work did. */
  moreDue: boolean;
}

/**
 * Looks at each due invoice as Stripe has it now, and holds a draft that something speaks against, before Stripe issues
 * it. One that is issued already is flagged. May run twice at once or again after a kill; an invoice that cannot be
 * looked at is tried again within the minute and holds up no other.
 */
export async function reviewDueInvoices(ctx: ServiceContext): Promise<ReviewedInvoices> {
  const counts = { passed: 0, parked: 0, flagged: 0 };
  const failures: string[] = [];
  let moreDue = true;
  for (let round = 0; round < ROUNDS && moreDue; round += 1) {
    const claimed = await claimReviews(ctx, PER_ROUND);
    moreDue = claimed.length === PER_ROUND;
    await Promise.all(
      claimed.map(async (review) => {
        try {
          const verdict = await judge(ctx, review);
          if (verdict === null) return;
          await settleReview(ctx, { review, verdict });
          counts[verdict.status] += 1;
        } catch (error) {
          const described = describeError(error);
          failures.push(`${review.stripeInvoiceId}: ${described}`);
          await postponeReview(ctx, { review, error: described });
        }
      }),
    );
  }
  return { ...counts, failures, moreDue };
}

async function judge(ctx: ServiceContext, review: ClaimedReview): Promise<Verdict | null> {
  const reviewed = await loadFresh(ctx, review);
  if (reviewed === null) return null;
  const findings = reviewInvoice(reviewed.facts);
  if (findings.length === 0) return { status: 'passed', findings };
  if (reviewed.status !== 'draft') return { status: 'flagged', findings };
  const found = await parkInvoice(ctx.stripe, review.stripeInvoiceId);
  return { status: found === 'draft' ? 'parked' : 'flagged', findings };
}

/** An issued invoice does not change any more; a draft is read again as it is now. */
async function loadFresh(ctx: ServiceContext, review: ClaimedReview): Promise<ReviewedInvoice | null> {
  const mirrored = await loadReviewFacts(ctx, review);
  if (mirrored?.status !== 'draft') return mirrored;
  await mirrorObject(ctx, { type: 'invoice', id: review.stripeInvoiceId });
  return loadReviewFacts(ctx, review);
}
