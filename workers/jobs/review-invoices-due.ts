import { reviewDueInvoices } from '../../app/services/invoice-reviews/review-due-invoices.ts';
import type { JobContext, JobResult } from './job.ts';

/** Looks at the drafts that Stripe is about to issue, and holds what a person should see first. */
export async function reviewInvoicesDue(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const result = await reviewDueInvoices(ctx);
  return { result, failures: result.failures };
}
