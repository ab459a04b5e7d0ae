import type { StatusWords } from '../../format/invoice-status.ts';
import type { FailedPaymentView } from '../../pages/failed-payments/failed-payment-view.ts';

export interface SubscriptionView {
  planName: string;
  failedPayments: readonly FailedPaymentView[];
  status: StatusWords;
  monthlyFee: string;
  /** A date, once the plan has ended; null while it runs. */
  endedOn: string | null;
  /** "Renews on …", "Ends on …" or "Ended on …" */
  renewal: string;
  facts: readonly { term: string; value: string }[];
  metrics: readonly MetricTermsView[];
}

export interface MetricTermsView {
  metric: string;
  label: string;
  /** "per 1,000"; empty where it is sold in packages. */
  priceBasis: string;
  included: string;
  tiers: readonly { key: string; range: readonly string[]; rate: string }[];
  /** What the rows do not say. */
  notes: readonly string[];
}
