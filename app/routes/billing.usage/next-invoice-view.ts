/** The next invoice as things stand. */
export interface NextInvoiceView {
  total: string;
  date: string;
  /** What it is made of; the amounts add up to the total. */
  parts: readonly { label: string; amount: string }[];
  /** What tax the last invoice had, which the next one's figures are without; null before the first. */
  lastTax: string | null;
}
