/** What came to a closed period after its invoice. */
export interface SettledLaterView {
  /** Signed sum, a dash where nothing is said of an amount. */
  total: string;
  /** "$12.00 not on an invoice yet, $6.00 not on a credit note yet" */
  note: string;
}
