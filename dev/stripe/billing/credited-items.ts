import type { Context } from '../context.ts';
import type { DraftLine } from './draft-line.ts';

export interface CreditedItems {
  invoice: string;
  invoice_line_items: string[];
}

/** The lines of an earlier invoice that a credit for unused time takes back; none for any other line. */
export function creditedItems(ctx: Context, { source }: DraftLine): CreditedItems | null {
  return ctx.store.prorationCredits.get(source.invoiceItem ?? '')?.creditedItems ?? null;
}
