/**
 * What people had given back, by credit notes of their own, of a line that billed the usage when a credit of it was
 * decided. Whatever comes on top before that credit is made may be for the same usage. Minor units before tax.
 */
export interface KnownCredit {
  readonly stripeInvoiceId: string;
  readonly stripeLineItemId: string;
  readonly byHandMinor: bigint;
  /** Of the whole invoice, what names no line. */
  readonly unnamedMinor: bigint;
}
