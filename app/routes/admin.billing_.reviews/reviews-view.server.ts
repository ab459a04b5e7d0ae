import type { ReviewFinding } from '../../domain/invoice-review.ts';
import { type Currency, money } from '../../domain/money.ts';
import { formatDateTime, formatPeriod } from '../../format/dates.ts';
import type { StatusWords } from '../../format/invoice-status.ts';
import { formatMoney } from '../../format/money.ts';
import type { InvoiceReview, ReviewStatus } from '../../services/invoice-reviews/list-reviews.ts';
import type { ReviewDecision } from '../../services/invoice-reviews/resolve-review.ts';
import type { ReviewView } from './reviews-view.ts';

const STATUS_WORDS: Readonly<Record<ReviewStatus, StatusWords>> = {
  parked: { label: 'Parked', tone: 'danger' },
  flagged: { label: 'Flagged after issue', tone: 'warning' },
  released: { label: 'Released', tone: 'success' },
  voided: { label: 'Voided', tone: 'neutral' },
  acknowledged: { label: 'Acknowledged', tone: 'neutral' },
};

const DECISIONS: Readonly<Record<ReviewStatus, readonly ReviewDecision[]>> = {
  parked: ['release', 'void'],
  flagged: ['acknowledge'],
  released: [],
  voided: [],
  acknowledged: [],
};

/** Evidence that is an amount in minor units of the invoice's currency. */
const AMOUNTS: ReadonlySet<string> = new Set(['total', 'last', 'amount']);
const INSTANTS: ReadonlySet<string> = new Set(['period_end', 'synced_until']);

export function toReviewView(
  review: InvoiceReview,
  { locale, mayDecide }: { locale: string; mayDecide: boolean },
): ReviewView {
  return {
    invoiceId: review.invoiceId,
    stripeInvoiceId: review.stripeInvoiceId,
    title: review.number ?? 'Draft',
    customerId: review.customerId,
    customerName: review.customerName,
    status: STATUS_WORDS[review.status],
    total: formatMoney(review.total, locale),
    period: formatPeriod(review.period, locale),
    reviewed: review.reviewedAt === null ? '' : formatDateTime(review.reviewedAt, locale),
    findings: review.findings.map(({ code, text, evidence }) => ({
      code,
      text,
      evidence: toEvidence(evidence, { currency: review.total.currency, locale }),
    })),
    decisions: mayDecide ? DECISIONS[review.status] : [],
    resolution:
      review.resolvedAt === null
        ? null
        : `${formatDateTime(review.resolvedAt, locale)}, ${review.resolvedBy}: ${review.resolution}`,
  };
}

function toEvidence(
  evidence: ReviewFinding['evidence'],
  { currency, locale }: { currency: Currency; locale: string },
) {
  return Object.entries(evidence).map(([name, value]) => ({
    term: name.replaceAll('_', ' '),
    value: AMOUNTS.has(name)
      ? formatMoney(money(BigInt(value), currency), locale)
      : INSTANTS.has(name) && value !== 'never'
        ? formatDateTime(new Date(value), locale)
        : value,
  }));
}
