/** The failed payment ready to draw: every figure is text. */
export interface FailedPaymentView {
  invoiceId: string;
  tone: 'warning' | 'danger';
  /** "The payment of $657.80 for invoice PQX7KJZE-0005 failed" */
  title: string;
  /** Since when, why, and when the next try is. */
  text: string;
  /** Where it can be paid; null where that is nowhere, or not the reader's to do. */
  payUrl: string | null;
}
