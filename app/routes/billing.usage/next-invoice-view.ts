export interface InvoicePart {
  label: string;
  amount: string;
}

/** The next invoice as things stand. */
export interface NextInvoiceView {
  date: string;
  /** By our own rating, before discounts, tax and credit. */
  subtotal: string;
  /** What it is made of; the amounts add up to the subtotal. */
  parts: readonly InvoicePart[];
  /** What Stripe last said comes on top or off; null while it has not been asked about this period. */
  previewed: PreviewedView | null;
  /** Where the figures are from, and what they are without. */
  note: string;
}

export interface PreviewedView {
  /** "2 hours ago" */
  age: string;
  /** Discounts, tax and balance; with the subtotal they add up to what is due. */
  parts: readonly InvoicePart[];
  due: string;
}
