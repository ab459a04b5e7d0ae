import { reviewDueInvoices } from '../../app/services/invoice-reviews/review-due-invoices.ts';
import type { JobContext, JobResult } from './job.ts';

/** Looks at the drafts that Stripe is about to issue, and holds what a person should see first. A run's rest follows at once. */
export async function reviewInvoicesDue(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const result = await reviewDueInvoices(ctx);
  if (result.moreDue) await ctx.runtime.wake({ look: 'invoice-reviews' });
  return { result, failures: result.failures };
}
