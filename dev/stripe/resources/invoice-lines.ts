import { changeDraft } from '../billing/draft-invoice.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireInvoice } from '../state/lookups.ts';
import type { Invoice, InvoiceLine } from '../state/records.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest, noSuch, renamingParams, type StripeError, within } from '../wire/errors.ts';
import { type MetadataChange, mergeMetadata, metadata } from '../wire/metadata.ts';
import { list, object, oneOf, required, text } from '../wire/params.ts';
import { requireDraft, requireItem, requireSameSubscription } from './editable-item.ts';
import { lineFields } from './invoice-item-price.ts';
import { addInvoiceItem } from './invoice-items.ts';
import { changeInvoiceItem } from './update-invoice-item.ts';

const addFields = {
  invoice_metadata: metadata(),
  lines: required(list(object({ ...lineFields, invoice_item: text() }))),
};
const updateFields = {
  invoice_metadata: metadata(),
  lines: required(list(object({ ...lineFields, id: required(text()) }))),
};
const removeFields = {
  invoice_metadata: metadata(),
  lines: required(list(object({ id: required(text()), behavior: required(oneOf('delete', 'unassign')) }))),
};

/** Changes a draft line by line, and makes it anew once: docs.stripe.com/invoicing/bulk-update-line-item. */
function changeLines<Line>(
  ctx: Context,
  id: string,
  given: { lines: readonly Line[]; invoice_metadata?: MetadataChange },
  change: (invoice: Invoice, line: Line) => void,
): Invoice {
  requireInvoice(ctx, id, 'invoice', 'path');
  const draft = requireDraft(ctx, id);
  requireCustomer(ctx, draft.customer ?? '', 'customer', 'parameter');
  given.lines.forEach((line, index) => {
    renamingParams(within(`lines[${index}]`), () => change(draft, line));
  });
  const metadata = mergeMetadata(draft.metadata ?? {}, given.invoice_metadata, 'invoice_metadata');
  changeDraft(ctx, draft, { metadata });
  return toInvoice(requireInvoice(ctx, id, 'invoice', 'path'));
}

/** Puts an item that waits for an invoice on the draft. */
function assignItem(ctx: Context, invoice: Invoice, id: string): void {
  const item = ctx.store.invoiceItems.get(id);
  if (item?.customer !== invoice.customer) throw noSuch('invoice item', id, 'invoice_item', 'parameter');
  if (item.invoice !== null) {
    throw invalidRequest(`The invoice item ${id} is on an invoice already.`, { param: 'invoice_item' });
  }
  if (item.currency !== invoice.currency) {
    throw invalidRequest(`The invoice item ${id} is in ${item.currency}, not in ${invoice.currency}.`, {
      param: 'invoice_item',
    });
  }
  requireSameSubscription(item.parent?.subscription_details?.subscription ?? null, invoice, 'invoice_item');
  ctx.store.invoiceItems.put({ ...item, invoice: invoice.id });
}

/** The item that a line shows; what a subscription bills of itself has none, nor has what was just removed. */
function itemOf(
  ctx: Context,
  invoice: Invoice,
  id: string,
  place: 'path' | 'parameter' = 'parameter',
): string {
  const { parent } = requireLine(invoice, id, place);
  const item = (parent?.invoice_item_details ?? parent?.subscription_item_details)?.invoice_item ?? null;
  if (item === null) {
    throw invalidRequest(`The line ${id} is of a subscription's item, and is changed with it alone here.`, {
      param: 'id',
    });
  }
  if (ctx.store.invoiceItems.get(item)?.invoice !== invoice.id) throw noSuchLine(id, place);
  return item;
}

function noSuchLine(id: string, place: 'path' | 'parameter'): StripeError {
  return noSuch('invoice line item', id, 'id', place);
}

function requireLine(invoice: Invoice, id: string, place: 'path' | 'parameter'): InvoiceLine {
  const found = invoice.lines.data.find((line) => line.id === id);
  if (!found) throw noSuchLine(id, place);
  return found;
}

function removeLine(ctx: Context, invoice: Invoice, line: { id: string; behavior: string }): void {
  const item = requireItem(ctx, itemOf(ctx, invoice, line.id));
  if (line.behavior === 'unassign') {
    ctx.store.invoiceItems.put({ ...item, invoice: null });
    return;
  }
  ctx.store.invoiceItems.delete(item.id);
  emit(ctx, 'invoiceitem.deleted', item);
}

export const invoiceLineRoutes = [
  route('POST', '/v1/invoices/:id/add_lines', addFields, (ctx, params, path) =>
    changeLines(ctx, path.id(), params, (invoice, { invoice_item: item, ...line }) => {
      if (item !== undefined) assignItem(ctx, invoice, item);
      if (item === undefined) {
        addInvoiceItem(ctx, { ...line, customer: invoice.customer ?? '', invoice: invoice.id });
      } else if (Object.keys(line).length > 0) changeInvoiceItem(ctx, item, line);
    }),
  ),
  route('POST', '/v1/invoices/:id/update_lines', updateFields, (ctx, params, path) =>
    changeLines(ctx, path.id(), params, (invoice, { id, ...line }) => {
      changeInvoiceItem(ctx, itemOf(ctx, invoice, id), line);
    }),
  ),
  route('POST', '/v1/invoices/:id/remove_lines', removeFields, (ctx, params, path) =>
    changeLines(ctx, path.id(), params, (invoice, line) => removeLine(ctx, invoice, line)),
  ),
  route('POST', '/v1/invoices/:id/lines/:line', lineFields, (ctx, params, path) => {
    const line = path.id('line');
    requireInvoice(ctx, path.id(), 'invoice', 'path');
    const draft = requireDraft(ctx, path.id());
    requireCustomer(ctx, draft.customer ?? '', 'customer', 'parameter');
    changeInvoiceItem(ctx, itemOf(ctx, draft, line, 'path'), params);
    changeDraft(ctx, draft);
    return requireLine(requireInvoice(ctx, path.id(), 'invoice', 'path'), line, 'path');
  }),
];
