import { and, count, desc, eq, gte, lt, ne } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { InvoicePage, InvoiceStatus } from './invoice.ts';
import { rowToSummary } from './invoice-rows.ts';
import { requireOwnCustomer } from './require-own-customer.ts';

export interface ListInvoicesInput {
  customerId: string;
  /** From 1. */
  page: number;
  limit: number;
  status?: InvoiceStatus;
  /** Inclusive. */
  createdFrom?: Date;
  /** Exclusive. */
  createdBefore?: Date;
}

/** One page of a customer's invoices, newest first; a page past the end is empty. Drafts are for staff. One trip. */
export async function listInvoices(ctx: ServiceContext, input: ListInvoicesInput): Promise<InvoicePage> {
  requireOwnCustomer(ctx.actor, input.customerId);
  const { invoices } = schema;
  const { page, limit, status, createdFrom, createdBefore } = input;
  const matching = and(
    eq(invoices.customerId, input.customerId),
    ctx.actor.kind === 'publisher' ? ne(invoices.status, 'draft') : undefined,
    status && eq(invoices.status, status),
    createdFrom && gte(invoices.createdAt, createdFrom),
    createdBefore && lt(invoices.createdAt, createdBefore),
  );
  const [rows, counted] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select()
      .from(invoices)
      .where(matching)
      .orderBy(desc(invoices.createdAt), desc(invoices.id))
      .limit(limit)
      .offset((page - 1) * limit),
    db.select({ total: count() }).from(invoices).where(matching),
  ]);
  const total = counted[0]?.total ?? 0;
  return { invoices: rows.map(rowToSummary), page, limit, total, totalPages: Math.ceil(total / limit) };
}
