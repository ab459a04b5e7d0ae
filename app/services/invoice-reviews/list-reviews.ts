import { desc, eq, inArray, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ReviewFinding } from '../../domain/invoice-review.ts';
import { type Currency, type Money, money } from '../../domain/money.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';

export type ReviewStatus = 'parked' | 'flagged' | 'released' | 'voided' | 'acknowledged';

export interface InvoiceReview {
  invoiceId: string;
  stripeInvoiceId: string;
  number: string | null;
  customerId: string;
  customerName: string;
  status: ReviewStatus;
  findings: readonly ReviewFinding[];
  total: Money;
  period: { start: Date; end: Date };
  reviewedAt: Date | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  resolution: string | null;
}

const OPEN: readonly ReviewStatus[] = ['parked', 'flagged'];
const SHOWN: readonly ReviewStatus[] = [...OPEN, 'released', 'voided', 'acknowledged'];
const MAX_REVIEWS = 100;

/** Invoices that something speaks or spoke against: open ones first, then the latest decisions. Staff only; one trip. */
export async function listReviews(ctx: ServiceContext): Promise<readonly InvoiceReview[]> {
  requireStaff(ctx.actor);
  const { invoiceReviews, invoices, customers } = schema;
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select({ review: invoiceReviews, invoice: invoices, customerName: customers.name })
      .from(invoiceReviews)
      .innerJoin(invoices, eq(invoices.id, invoiceReviews.invoiceId))
      .innerJoin(customers, eq(customers.id, invoiceReviews.customerId))
      .where(inArray(invoiceReviews.status, [...SHOWN]))
      .orderBy(
        sql`array_position(array['parked', 'flagged'], ${invoiceReviews.status}) nulls last`,
        desc(invoiceReviews.reviewedAt),
      )
      .limit(MAX_REVIEWS),
  ]);
  return rows.map(({ review, invoice, customerName }) => ({
    invoiceId: review.invoiceId,
    stripeInvoiceId: invoice.stripeInvoiceId,
    number: invoice.number,
    customerId: review.customerId,
    customerName,
    status: review.status as ReviewStatus,
    findings: review.findings as readonly ReviewFinding[],
    total: money(invoice.amountMinor, invoice.currency as Currency),
    period: { start: invoice.periodStart, end: invoice.periodEnd },
    reviewedAt: review.reviewedAt,
    resolvedAt: review.resolvedAt,
    resolvedBy: review.resolvedBy,
    resolution: review.resolution,
  }));
}
