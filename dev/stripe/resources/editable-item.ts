import type { Context } from '../context.ts';
import { requireInvoice } from '../state/lookups.ts';
import type { Invoice, InvoiceItem } from '../state/records.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';

export function requireDraft(ctx: Context, id: string) {
  const invoice = requireInvoice(ctx, id, 'invoice', 'parameter');
  if (invoice.status !== 'draft') {
    throw invalidRequest("The specified invoice is finalized and can't be changed.", {
      code: 'invoice_not_editable',
      param: 'invoice',
    });
  }
  return invoice;
}

export function requireItem(ctx: Context, id: string): InvoiceItem {
  const found = ctx.store.invoiceItems.get(id);
  if (!found) throw noSuch('invoice item', id, 'invoiceitem', 'path');
  return found;
}

/** What is billed for a subscription is on its own invoices only; what is for none, on any. */
export function requireSameSubscription(subscription: string | null, invoice: Invoice, param: string): void {
  const theirs = invoice.parent?.subscription_details?.subscription ?? null;
  if (subscription === null || subscription === theirs) return;
  throw invalidRequest(
    `The invoice ${invoice.id} is not one of the subscription ${subscription}, which the item is for.`,
    { param },
  );
}

/** An item that no finalized invoice holds. */
export function requireEditable(ctx: Context, id: string): InvoiceItem {
  const item = requireItem(ctx, id);
  if (item.invoice !== null) requireDraft(ctx, item.invoice);
  return item;
}
