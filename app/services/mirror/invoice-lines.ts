import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { formatDecimal, parseDecimal } from '../../domain/decimal.ts';
import { type InvoiceState, isInvoiceIssued } from '../../domain/invoice-state.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

interface LinesInput {
  reading: InvoiceReading;
  mirrored: MirroredInvoice;
  owner: InvoiceOwner;
  restore: boolean;
}

const ROWS_PER_INSERT = 500;

/** The lines of a draft follow Stripe's. Those of an issued invoice stay: if Stripe's ever differ, that is on record. */
export function planLines(ctx: ServiceContext, { reading, mirrored, owner, restore }: LinesInput): Writes {
  const now = toRows(reading, mirrored.components, owner);
  const changes = changesBetween({ lines: comparable(mirrored.lines) }, { lines: comparable(now) });
  if (changes === null) return null;
  const audit = (action: string) =>
    auditRow(ctx, {
      action,
      objectType: 'invoice',
      objectId: owner.invoiceId,
      customerId: owner.customerId,
      ...changes,
    });
  const issued = isInvoiceIssued((mirrored.invoice?.status ?? 'draft') as InvoiceState);
  if (issued && mirrored.lines.length > 0 && !restore) {
    ctx.logger.error('lines of an issued invoice differ in Stripe', { invoiceId: owner.invoiceId });
    return (db) => [db.insert(schema.billingAudit).values(audit('invoice.lines_diverged'))];
  }
  const { invoiceLineItems } = schema;
  return (db) => [
    db.delete(invoiceLineItems).where(eq(invoiceLineItems.invoiceId, owner.invoiceId)),
    ...chunks(now).map((rows) => db.insert(invoiceLineItems).values(rows)),
    db
      .insert(schema.billingAudit)
      .values(audit(restore ? 'invoice.lines_restored' : 'invoice.lines_mirrored')),
  ];
}

type LineRow = typeof schema.invoiceLineItems.$inferInsert;

function toRows(
  reading: InvoiceReading,
  components: ReadonlyMap<string, string>,
  owner: InvoiceOwner,
): LineRow[] {
  return reading.lines.map((line, position) =>
    normalised({
      ...line,
      ...owner,
      position,
      component: line.stripePriceId === null ? null : (components.get(line.stripePriceId) ?? null),
    }),
  );
}

/** Whatever order Stripe gives them in. */
function comparable(rows: readonly LineRow[]): Omit<LineRow, 'position' | 'stripeInvoiceItemId'>[] {
  return rows
    .map((row) => {
      // The invoice item was not mirrored from the beginning: lines that lack it did not change.
      const { position: _position, stripeInvoiceItemId: _item, ...line } = normalised(row);
      return line;
    })
    .sort((a, b) => (a.stripeLineItemId < b.stripeLineItemId ? -1 : 1));
}

/** `numeric` comes back padded with zeros. */
function normalised<T extends Pick<LineRow, 'quantity' | 'unitAmountDecimal'>>(row: T): T {
  const exact = (value: string) => formatDecimal(parseDecimal(value));
  return { ...row, quantity: exact(row.quantity), unitAmountDecimal: exact(row.unitAmountDecimal) };
}

function chunks(rows: readonly LineRow[]): LineRow[][] {
  const count = Math.ceil(rows.length / ROWS_PER_INSERT);
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_PER_INSERT, (index + 1) * ROWS_PER_INSERT),
  );
}
