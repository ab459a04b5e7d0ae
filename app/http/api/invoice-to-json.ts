import type {
  InvoiceDetail,
  InvoiceLineItem,
  InvoicePage,
  InvoiceSummary,
} from '../../services/invoices/invoice.ts';
import { exactFromText, exactInteger } from './exact-number.ts';
import type { InvoiceJson, InvoicePageJson } from './schemas.ts';

export type PdfUrl = (invoice: InvoiceSummary) => string;

export function invoiceToJson(invoice: InvoiceSummary, pdfUrl: PdfUrl): InvoiceJson {
  return {
    id: invoice.id,
    invoice_number: invoice.number,
    customer_id: invoice.customerId,
    amount: exactInteger(invoice.amountMinor),
    currency: invoice.currency,
    status: invoice.status,
    period_start: invoice.periodStart.toISOString(),
    period_end: invoice.periodEnd.toISOString(),
    due_date: invoice.dueDate?.toISOString() ?? null,
    paid_at: invoice.paidAt?.toISOString() ?? null,
    stripe_invoice_id: invoice.stripeInvoiceId,
    pdf_url: invoice.status === 'draft' ? null : pdfUrl(invoice),
    created_at: invoice.createdAt.toISOString(),
    updated_at: invoice.updatedAt.toISOString(),
  };
}

export function invoiceDetailToJson(invoice: InvoiceDetail, pdfUrl: PdfUrl): InvoiceJson {
  return { ...invoiceToJson(invoice, pdfUrl), line_items: invoice.lineItems.map(lineItemToJson) };
}

export function invoicePageToJson(result: InvoicePage, pdfUrl: PdfUrl): InvoicePageJson {
  const { page, limit, total, totalPages } = result;
  return {
    invoices: result.invoices.map((invoice) => invoiceToJson(invoice, pdfUrl)),
    pagination: { page, limit, total, total_pages: totalPages },
  };
}

function lineItemToJson(line: InvoiceLineItem): NonNullable<InvoiceJson['line_items']>[number] {
  return {
    description: line.description,
    quantity: exactFromText(line.quantity),
    unit_amount: exactFromText(line.unitAmountDecimal),
    unit_amount_decimal: line.unitAmountDecimal,
    amount: exactInteger(line.amountMinor),
  };
}
