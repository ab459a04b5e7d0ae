import { eq, inArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import type { ServiceContext } from '../context.ts';
import { selectCreditNotes } from './credit-notes.ts';
import { type MirroredPayments, selectPayments, selectRefunds } from './payments.ts';

/** What stands here of an invoice that was just read. */
export interface MirroredInvoice extends MirroredPayments {
  invoice: typeof schema.invoices.$inferSelect | undefined;
  lines: readonly (typeof schema.invoiceLineItems.$inferSelect)[];
  creditNotes: readonly (typeof schema.creditNotes.$inferSelect)[];
  dunningCase: typeof schema.dunningCases.$inferSelect | undefined;
  /** What each Stripe price on its lines sells. */
  components: ReadonlyMap<string, string>;
}

/** In one trip. */
export async function loadInvoice(ctx: ServiceContext, reading: InvoiceReading): Promise<MirroredInvoice> {
  const { invoices, invoiceLineItems, dunningCases, planPrices } = schema;
  const isThis = eq(invoices.stripeInvoiceId, reading.stripeInvoiceId);
  const priceIds = reading.lines.flatMap((line) => line.stripePriceId ?? []);
  const chargeIds = reading.payments.map((payment) => payment.stripeChargeId);
  const noteIds = reading.creditNotes.map((note) => note.stripeCreditNoteId);
  const [rows, lines, cases, prices, payments, refunds, creditNotes] = await ctx.db.batch(
    { kind: 'system' },
    (db) => {
      const thisId = db.select({ id: invoices.id }).from(invoices).where(isThis);
      return [
        db.select().from(invoices).where(isThis),
        db
          .select()
          .from(invoiceLineItems)
          .where(inArray(invoiceLineItems.invoiceId, thisId))
          .orderBy(invoiceLineItems.position),
        db.select().from(dunningCases).where(inArray(dunningCases.invoiceId, thisId)),
        db
          .select({ stripePriceId: planPrices.stripePriceId, component: planPrices.component })
          .from(planPrices)
          .where(inArray(planPrices.stripePriceId, priceIds)),
        selectPayments(db, chargeIds),
        selectRefunds(db, chargeIds),
        selectCreditNotes(db, noteIds),
      ];
    },
  );
  return {
    invoice: rows[0],
    lines,
    dunningCase: cases[0],
    components: new Map(prices.map((price) => [price.stripePriceId ?? '', price.component])),
    payments,
    refunds,
    creditNotes,
  };
}
