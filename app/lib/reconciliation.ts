export interface Discrepancy {
  subscription_id: string;
  metric: string;
  internal_value: number | string;
  stripe_value: number | string;
  /** Internal − Stripe. */
  difference: number | string;
  percentage_diff: number;
}

export interface ReconciliationResult {
  success: boolean;
  discrepancies: readonly Discrepancy[];
  /** In USD minor units. */
  total_discrepancy_amount: number | string;
  totals: readonly { currency: string; amount: number | string }[];
  findings: readonly unknown[];
  reconciliation_id: string;
  timestamp: string;
}

/** A run too long for one answer goes on; its result appears at `status_url`. */
export interface ReconciliationStarted {
  reconciliation_id: string;
  status: 'running';
  status_url: string;
}
