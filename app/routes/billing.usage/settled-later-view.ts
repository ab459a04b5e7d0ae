/** What came to a closed period after its invoice. */
export interface SettledLaterView {
  /** Signed sum of late usage and corrections. */
  total: string;
  /** "$12.00 of it not on an invoice yet" */
  note: string;
}
