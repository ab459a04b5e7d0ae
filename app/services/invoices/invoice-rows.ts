import { z } from 'zod';
import type { schema } from '../../db/client.ts';
import type { Currency } from '../../domain/money.ts';
import type {
  BillTo,
  DunningNotice,
  InvoiceLineItem,
  InvoiceStatus,
  InvoiceSummary,
  InvoiceTax,
} from './invoice.ts';

type InvoiceRow = typeof schema.invoices.$inferSelect;
type LineItemRow = typeof schema.invoiceLineItems.$inferSelect;
type DunningCaseRow = typeof schema.dunningCases.$inferSelect;

const text = z.string().nullable().default(null);

const billToSchema = z.object({
  name: text,
  email: text,
  address: z
    .object({ line1: text, line2: text, city: text, postalCode: text, state: text, country: text })
    .nullable()
    .default(null),
  taxIds: z.array(z.object({ type: z.string(), value: z.string() })).default([]),
});

const taxesSchema = z.array(
  z.object({
    amountMinor: z.union([z.string(), z.number().int()]).transform((value) => BigInt(value)),
    label: z.string(),
    inclusive: z.boolean(),
  }),
);

export function rowToSummary(row: InvoiceRow): InvoiceSummary {
  return {
    id: row.id,
    customerId: row.customerId,
    number: row.number,
    status: row.status as InvoiceStatus,
    currency: row.currency as Currency,
    amountMinor: row.amountMinor,
    amountPaidMinor: row.amountPaidMinor,
    amountRemainingMinor: row.amountRemainingMinor,
    periodStart: row.periodStart,
    periodEnd: row.periodEnd,
    dueDate: row.dueDate,
    paidAt: row.paidAt,
    stripeInvoiceId: row.stripeInvoiceId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function rowToLineItem(row: LineItemRow): InvoiceLineItem {
  return {
    id: row.stripeLineItemId,
    description: row.description,
    component: row.component,
    quantity: trimDecimal(row.quantity),
    unitAmountDecimal: trimDecimal(row.unitAmountDecimal),
    amountMinor: row.amountMinor,
    periodStart: row.periodStart,
    periodEnd: row.periodEnd,
    proration: row.proration,
  };
}

export function parseBillTo(value: unknown): BillTo {
  return billToSchema.parse(value);
}

export function parseTaxes(value: unknown): readonly InvoiceTax[] {
  return taxesSchema.parse(value);
}

export function rowsToDunningNotice(
  dunningCase: DunningCaseRow | undefined,
  attempts: DunningNotice['attempts'],
): DunningNotice | null {
  if (dunningCase === undefined) return null;
  return {
    status: dunningCase.status as DunningNotice['status'],
    openedAt: dunningCase.openedAt,
    nextAttemptAt: dunningCase.nextAttemptAt,
    attemptsMade: dunningCase.attemptsMade,
    attempts,
  };
}

/** PostgreSQL pads `numeric(n, 12)` with zeros. */
function trimDecimal(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
}
