import { and, asc, eq, ne } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';

export interface InvoiceKey {
  invoiceId: string;
  /** Null: whoever's it is. */
  customerId: string | null;
  withDrafts: boolean;
}

/** The invoice and its parts, as queries of one batch. Parts carry no tenant filter of their own: row-level security has it. */
export function selectInvoice(db: QueryBuilder, { invoiceId, customerId, withDrafts }: InvoiceKey) {
  const { customers, invoices } = schema;
  return db
    .select({ invoice: invoices, locale: customers.locale })
    .from(invoices)
    .innerJoin(customers, eq(customers.id, invoices.customerId))
    .where(
      and(
        eq(invoices.id, invoiceId),
        customerId === null ? undefined : eq(invoices.customerId, customerId),
        withDrafts ? undefined : ne(invoices.status, 'draft'),
      ),
    );
}

export function selectLineItems(db: QueryBuilder, invoiceId: string) {
  const { invoiceLineItems } = schema;
  return db
    .select()
    .from(invoiceLineItems)
    .where(eq(invoiceLineItems.invoiceId, invoiceId))
    .orderBy(asc(invoiceLineItems.position));
}

export function selectPayments(db: QueryBuilder, invoiceId: string) {
  const { payments } = schema;
  return db
    .select({
      id: payments.id,
      status: payments.status,
      amountMinor: payments.amountMinor,
      amountRefundedMinor: payments.amountRefundedMinor,
      methodLabel: payments.methodLabel,
      failureMessage: payments.failureMessage,
      declineCode: payments.declineCode,
      createdAt: payments.createdAt,
    })
    .from(payments)
    .where(eq(payments.invoiceId, invoiceId))
    .orderBy(asc(payments.createdAt), asc(payments.id));
}

export function selectRefunds(db: QueryBuilder, invoiceId: string) {
  const { refunds } = schema;
  return db
    .select({
      id: refunds.id,
      status: refunds.status,
      amountMinor: refunds.amountMinor,
      reason: refunds.reason,
      createdAt: refunds.createdAt,
    })
    .from(refunds)
    .where(eq(refunds.invoiceId, invoiceId))
    .orderBy(asc(refunds.createdAt), asc(refunds.id));
}

export function selectCreditNotes(db: QueryBuilder, invoiceId: string) {
  const { creditNotes } = schema;
  return db
    .select({
      id: creditNotes.id,
      number: creditNotes.number,
      status: creditNotes.status,
      amountMinor: creditNotes.amountMinor,
      memo: creditNotes.memo,
      createdAt: creditNotes.createdAt,
    })
    .from(creditNotes)
    .where(eq(creditNotes.invoiceId, invoiceId))
    .orderBy(asc(creditNotes.createdAt), asc(creditNotes.id));
}

export function selectDunningCase(db: QueryBuilder, invoiceId: string) {
  const { dunningCases } = schema;
  return db.select().from(dunningCases).where(eq(dunningCases.invoiceId, invoiceId));
}

export function selectDunningAttempts(db: QueryBuilder, invoiceId: string) {
  const { dunningAttempts, dunningCases } = schema;
  return db
    .select({
      attemptNumber: dunningAttempts.attemptNumber,
      status: dunningAttempts.status,
      startedAt: dunningAttempts.startedAt,
      declineCode: dunningAttempts.declineCode,
      message: dunningAttempts.message,
    })
    .from(dunningAttempts)
    .innerJoin(dunningCases, eq(dunningCases.id, dunningAttempts.caseId))
    .where(eq(dunningCases.invoiceId, invoiceId))
    .orderBy(asc(dunningAttempts.attemptNumber));
}
