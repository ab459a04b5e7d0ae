import type { StatusWords } from '../../format/invoice-status.ts';
import type { ReviewDecision } from '../../services/invoice-reviews/resolve-review.ts';

export interface ReviewView {
  invoiceId: string;
  stripeInvoiceId: string;
  title: string;
  customerId: string;
  customerName: string;
  status: StatusWords;
  total: string;
  period: string;
  reviewed: string;
  findings: readonly { code: string; text: string; evidence: readonly { term: string; value: string }[] }[];
  /** What this reader may decide. */
  decisions: readonly ReviewDecision[];
  /** Who decided, when and why. */
  resolution: string | null;
}
