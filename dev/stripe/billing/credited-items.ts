import type { Context } from '../context.ts';
import type { InvoiceLine } from '../state/records.ts';
import type { DraftLine } from './draft-line.ts';

export interface CreditedItems {
  invoice: string;
  invoice_line_items: string[];
}

/** The lines of the latest earlier invoice that a credit for unused time takes back; none for any other line. */
export function creditedItems(ctx: Context, invoice: string, draft: DraftLine): CreditedItems | null {
  const { source, amount, period } = draft;
  if (!source.proration || amount >= 0 || source.subscription === null) return null;
  for (const earlier of ctx.store.invoices.by('subscription', source.subscription).reverse()) {
    if (earlier.id === invoice || earlier.status === 'draft') continue;
    const lines = earlier.lines.data.filter(
      (line) => billsItem(line, source.subscriptionItem) && covers(line, period.start),
    );
    if (lines.length > 0) return { invoice: earlier.id, invoice_line_items: lines.map((line) => line.id) };
  }
  return null;
}

function billsItem({ parent, amount }: InvoiceLine, item: string | null): boolean {
  return amount > 0 && parent?.subscription_item_details?.subscription_item === item;
}

function covers({ period }: InvoiceLine, instant: number): boolean {
  return period.start <= instant && instant < period.end;
}
