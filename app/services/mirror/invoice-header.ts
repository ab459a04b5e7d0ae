import { and, eq, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { type InvoiceState, isInvoiceIssued } from '../../domain/invoice-state.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { toJson } from '../audit/to-json.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

export interface InvoiceOwner {
  invoiceId: string;
  customerId: string;
}

interface HeaderInput {
  reading: InvoiceReading;
  mirrored: MirroredInvoice;
  owner: InvoiceOwner;
  subscriptionId: string | null;
  restore: boolean;
}

/** What an issued invoice says does not change any more; only what becomes of it does. */
export function planHeader(ctx: ServiceContext, input: HeaderInput): Writes {
  const { mirrored, owner } = input;
  const current = mirrored.invoice;
  const issued = !input.restore && current !== undefined && isInvoiceIssued(current.status as InvoiceState);
  const columns = { ...(issued ? {} : documentColumns(input)), ...courseColumns(input.reading) };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return null;
  const { invoices } = schema;
  const returned = { id: invoices.id };
  const stamps = { updatedAt: ctx.now, mirroredAt: ctx.now };
  const row = auditRow(ctx, {
    action: input.restore ? 'invoice.restored' : 'invoice.mirrored',
    objectType: 'invoice',
    objectId: owner.invoiceId,
    customerId: owner.customerId,
    before: current === undefined ? null : changes.before,
    after: changes.after,
  });
  if (current === undefined) {
    const values = {
      id: owner.invoiceId,
      ...documentColumns(input),
      ...courseColumns(input.reading),
      ...stamps,
    };
    return (db) => [audited(db, db.insert(invoices).values(values).returning(returned), row)];
  }
  const isStillOlder = and(
    eq(invoices.id, current.id),
    input.restore ? undefined : mayMoveTo(columns.status),
  );
  return (db) => [
    audited(
      db,
      db
        .update(invoices)
        .set({ ...columns, ...stamps })
        .where(isStillOlder)
        .returning(returned),
      row,
    ),
  ];
}

/** The same rule as `canInvoiceMove`, where it cannot be raced: paid and void are for ever. */
function mayMoveTo(status: InvoiceState) {
  return sql`(${schema.invoices.status} not in ('paid', 'void') or ${schema.invoices.status} = ${status})`;
}

function documentColumns({ reading, owner, subscriptionId }: HeaderInput) {
  return {
    customerId: owner.customerId,
    subscriptionId,
    stripeInvoiceId: reading.stripeInvoiceId,
    number: reading.number,
    billingReason: reading.billingReason,
    currency: reading.currency,
    subtotalMinor: reading.subtotalMinor,
    taxMinor: reading.taxMinor,
    amountMinor: reading.amountMinor,
    periodStart: reading.periodStart,
    periodEnd: reading.periodEnd,
    billTo: toJson(reading.billTo),
    taxes: toJson(reading.taxes),
    createdAt: reading.createdAt,
  };
}

function courseColumns(reading: InvoiceReading) {
  return {
    status: reading.status,
    amountDueMinor: reading.amountDueMinor,
    amountPaidMinor: reading.amountPaidMinor,
    amountRemainingMinor: reading.amountRemainingMinor,
    dueDate: reading.dueDate,
    finalizedAt: reading.finalizedAt,
    paidAt: reading.paidAt,
    voidedAt: reading.voidedAt,
    markedUncollectibleAt: reading.markedUncollectibleAt,
    hostedInvoiceUrl: reading.hostedInvoiceUrl,
    autoAdvance: reading.autoAdvance,
    attemptCount: reading.attemptCount,
    nextPaymentAttemptAt: reading.nextPaymentAttemptAt,
  };
}
