export const INVOICE_STATES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** Where Stripe can take an invoice from each state. What is paid or void stays so. */
const MOVES: Readonly<Record<InvoiceState, readonly InvoiceState[]>> = {
  draft: ['open', 'paid', 'void', 'uncollectible'],
  open: ['paid', 'void', 'uncollectible'],
  uncollectible: ['paid', 'void'],
  paid: [],
  void: [],
};

export function isInvoiceState(value: string | null | undefined): value is InvoiceState {
  return (INVOICE_STATES as readonly string[]).includes(value ?? '');
}

/** Whether a reading in state `to` may follow one in state `from`; the same state may always be read again. */
export function canInvoiceMove(from: InvoiceState, to: InvoiceState): boolean {
  return from === to || MOVES[from].includes(to);
}

/** From here on its lines, totals and addressee never change. */
export function isInvoiceIssued(state: InvoiceState): boolean {
  return state !== 'draft';
}
