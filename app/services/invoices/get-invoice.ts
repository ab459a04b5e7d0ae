import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { InvoiceCreditNote, InvoiceDetail } from './invoice.ts';
import {
  selectCreditNotes,
  selectDunningAttempts,
  selectDunningCase,
  selectInvoice,
  selectLineItems,
  selectPayments,
  selectRefunds,
} from './invoice-queries.ts';
import { parseBillTo, parseTaxes, rowsToDunningNotice, rowToLineItem, rowToSummary } from './invoice-rows.ts';
import { requireOwnCustomer } from './require-own-customer.ts';

export interface GetInvoiceInput {
  /** Whose invoice it must be; null for staff, who may read any. */
  customerId: string | null;
  invoiceId: string;
}

/** The invoice with all that belongs to it. Throws `not_found` also for another tenant's and, to publishers, for drafts. One trip. */
export async function getInvoice(
  ctx: ServiceContext,
  { customerId, invoiceId }: GetInvoiceInput,
): Promise<InvoiceDetail> {
  requireOwnCustomer(ctx.actor, customerId);
  if (!z.guid().safeParse(invoiceId).success) throw notFound(invoiceId);
  const withDrafts = ctx.actor.kind !== 'publisher';
  const [invoices, lineItems, payments, refunds, creditNotes, cases, attempts] = await ctx.db.batch(
    scopeOf(ctx.actor),
    (db) => [
      selectInvoice(db, { invoiceId, customerId, withDrafts }),
      selectLineItems(db, invoiceId),
      selectPayments(db, invoiceId),
      selectRefunds(db, invoiceId),
      selectCreditNotes(db, invoiceId),
      selectDunningCase(db, invoiceId),
      selectDunningAttempts(db, invoiceId),
    ],
  );
  const found = invoices[0];
  if (found === undefined) throw notFound(invoiceId);
  const { invoice, locale } = found;
  return {
    ...rowToSummary(invoice),
    locale,
    billingReason: invoice.billingReason,
    subtotalMinor: invoice.subtotalMinor,
    taxMinor: invoice.taxMinor,
    amountDueMinor: invoice.amountDueMinor,
    finalizedAt: invoice.finalizedAt,
    voidedAt: invoice.voidedAt,
    markedUncollectibleAt: invoice.markedUncollectibleAt,
    hostedInvoiceUrl: invoice.hostedInvoiceUrl,
    billTo: parseBillTo(invoice.billTo),
    taxes: parseTaxes(invoice.taxes),
    lineItems: lineItems.map(rowToLineItem),
    payments,
    refunds,
    creditNotes: creditNotes.map((note) => ({
      ...note,
      status: note.status as InvoiceCreditNote['status'],
    })),
    dunning: rowsToDunningNotice(cases[0], attempts),
  };
}

function notFound(invoiceId: string): BillingError {
  return new BillingError('not_found', 'This invoice does not exist.', { detail: `No invoice ${invoiceId}` });
}
